#ifndef TARGETS_LIBS_CLOCK_H
#define TARGETS_LIBS_CLOCK_H

/* An alarm that was set up by now sees the real clock. Harmless a second time. */
void clock_spare_alarm(void);

#endif
