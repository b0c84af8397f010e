// SPDX-License-Identifier: Apache-2.0
// The program selfmap, unchanged in two linkages, prints the page size, the seven figures of statm and its map; and the
// figures are those of the map it prints. Claims: F11, F101, F102.

#include "companion.h"
#include "statm.h"

static char *output_of(const char *program)
{
    int out[2];
    char *arguments[] = {companion(program), NULL};
    EXPECT(pipe(out) == 0);
    pid_t pid = fork_child();
    if (pid == 0) {
        dup2(out[1], 1);
        close(out[0]);
        close(out[1]);
        execv(arguments[0], arguments);
        _exit(127);
    }
    close(out[1]);
    char *text = read_all(out[0]);
    close(out[0]);
    wait_for_success(pid);
    return text;
}

static void expect_selfmap(const char *program, bool library)
{
    static const char *const labels[] = {"size", "resident", "shared", "text", "library", "data", "dirty"};
    static struct map_line lines[MapLines];
    unsigned long statm[StatmFields];
    char *text = output_of(program);
    static const char head[] = "page size: 4096 bytes\n/proc/self/statm, in pages:\n";
    EXPECT(strncmp(text, head, sizeof head - 1) == 0);
    text += sizeof head - 1;
    for (int i = 0; i < StatmFields; i++) {
        const char *label = strstr(text, labels[i]);
        EXPECT(label && sscanf(label + strlen(labels[i]), "%lu", &statm[i]) == 1);
    }
    char *maps = strstr(text, "/proc/self/maps:\n");
    EXPECT(maps);
    int count = parse_maps(strchr(maps, '\n') + 1, lines);
    unsigned long code = 0;
    int of_library = 0;
    for (int i = 0; i < count; i++) {
        code += strstr(lines[i].name, "selfmap") && has_rights(&lines[i], "r-xp") ? lines[i].end - lines[i].start : 0;
        of_library += is_libc(&lines[i]);
    }
    EXPECT(library ? of_library >= 4 : of_library == 0);
    expect_figures(statm, lines, count, code);
}

int main(void)
{
    step("static");
    expect_selfmap("selfmap.static", false);
    step("dynamic");
    expect_selfmap("selfmap", true);
    return passed();
}
