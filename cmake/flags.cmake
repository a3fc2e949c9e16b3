# Flags of every target of ours. Asserts stay on in every build: a bug must not turn into a verdict.
add_library(mustls_flags INTERFACE)
target_compile_options(mustls_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wpointer-arith -Wwrite-strings -Wundef
  -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
  $<$<BOOL:${MUSTLS_WERROR}>:-Werror>
  -fno-common -fstack-protector-strong -ffunction-sections -fdata-sections)
target_compile_definitions(mustls_flags INTERFACE _POSIX_C_SOURCE=200809L
  MUSTLS_VERSION="${PROJECT_VERSION}" MUSTLS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
set(CMAKE_C_FLAGS_RELEASE "-O2 -g1")
# Sanitized code without any optimisation is several times slower, and the tests play the suite often.
set(CMAKE_C_FLAGS_DEBUG "-O1 -g")
if(MUSTLS_SANITIZE)
  target_compile_options(mustls_flags INTERFACE -fsanitize=address,undefined -fno-stack-protector
    -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(mustls_flags INTERFACE -fsanitize=address,undefined)
endif()
if(MUSTLS_COVERAGE)
  target_compile_options(mustls_flags INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(mustls_flags INTERFACE -fprofile-instr-generate)
endif()
if(MUSTLS_MSAN)
  target_compile_options(mustls_flags INTERFACE -fsanitize=memory -fsanitize-memory-track-origins -fno-omit-frame-pointer)
  target_link_options(mustls_flags INTERFACE -fsanitize=memory)
endif()
# afl-clang-fast instruments by itself, and other callers say how by CFLAGS.
if(MUSTLS_FUZZ AND NOT MUSTLS_AFL AND (NOT MUSTLS_FUZZ_ENGINE OR CMAKE_C_FLAGS MATCHES "-fsanitize=fuzzer-no-link"))
  # Calls for each comparison take two thirds of the time, as UBSan's own checks are comparisons, too; our mutator knows the
  # words of the protocol. It does not know those of our file formats.
  set(traced mustls_scenario mustls_profile mustls_trace_read)
  target_compile_options(mustls_flags INTERFACE -fsanitize=fuzzer-no-link)
  # An engine that has to do without our mutator has the comparisons.
  if(NOT MUSTLS_PROOF STREQUAL alone)
    target_compile_options(mustls_flags INTERFACE
      $<$<NOT:$<IN_LIST:$<TARGET_PROPERTY:NAME>,${traced}>>:-fno-sanitize-coverage=trace-cmp$<COMMA>indirect-calls$<COMMA>stack-depth>)
  endif()
  # Edges of the oracle and of the mock server are no reason to keep an input for the client's target, and to count them takes
  # longer than to run them. Targets that test such a room, or can't see into what they test, say so: WATCH.
  set(MUSTLS_UNWATCHED base flat play judge wire)
  list(TRANSFORM MUSTLS_UNWATCHED PREPEND mustls_ OUTPUT_VARIABLE unwatched)
  target_compile_options(mustls_flags INTERFACE
    $<$<IN_LIST:$<TARGET_PROPERTY:NAME>,${unwatched}>:-fno-sanitize=fuzzer-no-link>)
  set_source_files_properties(harness/scenario/pattern.c PROPERTIES COMPILE_OPTIONS -fno-sanitize-coverage=trace-cmp)
  target_link_options(mustls_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
