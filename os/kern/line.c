// SPDX-License-Identifier: Apache-2.0

#include "os/kern/line.h"

#include "os/dev/console.h"
#include "os/kern/signal.h"
#include "os/lib/string.h"

#define DELETE 0x7f

static const struct termios usual = {
    .iflag = 0x500,                                                             // ICRNL, IXON
    .oflag = OPOST | ONLCR,                                                     //
    .cflag = 0x4bf,                                                             // 38400 baud, 8 bits
    .lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,  //
    .cc = {3, 28, DELETE, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0},
};

void line_init(struct line *line) { line->termios = usual; }

static bool has(const struct line *line, uint32_t flag) { return (line->termios.lflag & flag) != 0; }

static bool is(const struct line *line, int which, char c)
{
    uint8_t key = line->termios.cc[which];
    return key != 0 && key == (uint8_t)c;
}

static char text_at(const struct line *line, uint32_t at) { return line->text[at % LINE_SIZE]; }

static uint8_t mark_at(const struct line *line, uint32_t at) { return line->mark[at % LINE_SIZE]; }

// ---- output ----------------------------------------------------------------------------------------------------

void line_write(const struct line *line, const char *text, size_t n)
{
    bool returns = (line->termios.oflag & (OPOST | ONLCR)) == (OPOST | ONLCR);
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\n' && returns)
            console_put('\r');
        console_put(text[i]);
    }
}

// ---- echo ------------------------------------------------------------------------------------------------------

static bool shown_as_control(const struct line *line, char c)
{
    return has(line, ECHOCTL) && ((uint8_t)c < ' ' || c == DELETE) && c != '\n' && c != '\t';
}

static void echo(const struct line *line, char c)
{
    char shown[2] = {'^', (char)(c ^ 0x40)};
    if (!has(line, ECHO) && !(c == '\n' && has(line, ECHONL) && has(line, ICANON)))
        return;
    if (shown_as_control(line, c))
        line_write(line, shown, sizeof shown);
    else
        line_write(line, &c, 1);
}

static void echo_erased(const struct line *line, char c)
{
    if (has(line, ECHO) && has(line, ECHOE))
        for (int columns = shown_as_control(line, c) ? 2 : 1; columns > 0; columns--)
            line_write(line, "\b \b", 3);
}

// ---- editing ---------------------------------------------------------------------------------------------------

static bool erase_one(struct line *line)
{
    if (line->tail == line->ended)
        return false;
    line->tail--;
    echo_erased(line, text_at(line, line->tail));
    return true;
}

static bool word_before(const struct line *line)
{
    char c = line->tail > line->ended ? text_at(line, line->tail - 1) : ' ';
    return c != ' ' && c != '\t';
}

static void erase_word(struct line *line)
{
    while (!word_before(line) && erase_one(line))
        ;
    while (word_before(line) && erase_one(line))
        ;
}

static void erase_line(struct line *line)
{
    while (erase_one(line))
        ;
}

// One place stays free for what ends the line.
static bool has_room(const struct line *line, enum line_mark mark)
{
    uint32_t last = mark == MARK_NONE;
    return line->tail - line->head < LINE_SIZE - last && line->tail - line->ended < LINE_MAX - last;
}

static bool append(struct line *line, char c, enum line_mark mark)
{
    if (!has_room(line, mark))
        return false;
    if (mark != MARK_FILE)
        echo(line, c);
    line->text[line->tail % LINE_SIZE] = c;
    line->mark[line->tail % LINE_SIZE] = (uint8_t)mark;
    line->tail++;
    if (mark != MARK_NONE || !has(line, ICANON))
        line->ended = line->tail;
    return true;
}

// What has been typed is edited; true: the byte was for that.
static bool edit(struct line *line, char c)
{
    if (is(line, VERASE, c) || c == '\b')
        erase_one(line);
    else if (is(line, VKILL, c))
        erase_line(line);
    else if (is(line, VWERASE, c) && has(line, IEXTEN))
        erase_word(line);
    else
        return false;
    return true;
}

static int signal_of(const struct line *line, char c)
{
    if (!has(line, ISIG))
        return 0;
    return is(line, VINTR, c) ? SIGINT : is(line, VQUIT, c) ? SIGQUIT : is(line, VSUSP, c) ? SIGTSTP : 0;
}

static bool ends_line(const struct line *line, char c)
{
    return c == '\n' || is(line, VEOL, c) || (is(line, VEOL2, c) && has(line, IEXTEN));
}

static bool receive_for_line(struct line *line, char c)
{
    if (edit(line, c))
        return true;
    return append(line, c, is(line, VEOF, c) ? MARK_FILE : ends_line(line, c) ? MARK_LINE : MARK_NONE);
}

// Carriage returns and newlines as the terminal wants them; false: the byte is ignored.
static bool convert(const struct line *line, char *c)
{
    uint32_t iflag = line->termios.iflag;
    if (*c == '\r') {
        if ((iflag & IGNCR) != 0)
            return false;
        if ((iflag & ICRNL) != 0)
            *c = '\n';
    } else if (*c == '\n' && (iflag & INLCR) != 0) {
        *c = '\r';
    }
    return true;
}

int line_receive(struct line *line, char c, bool *kept)
{
    int signo = signal_of(line, c);
    *kept = true;
    if (signo != 0) {
        if (!has(line, NOFLSH))
            line_flush(line);
        echo(line, c);
    } else if (convert(line, &c)) {
        *kept = has(line, ICANON) ? receive_for_line(line, c) : append(line, c, MARK_NONE);
    }
    return signo;
}

// ---- input -----------------------------------------------------------------------------------------------------

bool line_has_input(const struct line *line) { return line->head != line->ended; }

uint32_t line_readable(const struct line *line)
{
    uint32_t bytes = 0;
    for (uint32_t at = line->head; at != line->ended; at++)
        bytes += mark_at(line, at) != MARK_FILE;
    return bytes;
}

size_t line_take(struct line *line, char *to, size_t n, bool *ended)
{
    size_t taken = 0;
    *ended = false;
    while (line->head != line->ended && !*ended) {
        uint8_t mark = mark_at(line, line->head);
        if (mark != MARK_FILE) {
            if (taken == n)
                return taken;
            to[taken++] = text_at(line, line->head);
        }
        line->head++;
        *ended = mark != MARK_NONE && has(line, ICANON);
    }
    *ended |= !line_has_input(line);
    return taken;
}

void line_flush(struct line *line) { line->head = line->ended = line->tail; }

// What was typed before is one line when lines begin to be kept, and bytes when they no longer are.
void line_set(struct line *line, const struct termios *termios)
{
    bool kept = has(line, ICANON);
    line->termios = *termios;
    if (kept && !has(line, ICANON))
        line->ended = line->tail;
    if (!kept && has(line, ICANON) && line->head != line->tail)
        line->ended = line->tail;
}
