#include "cli/cli.h"

int main(int argc, char **argv)
{
    return mustls_cli_main(argc, argv);
}
