// SPDX-License-Identifier: Apache-2.0
// One formatter for kernel messages and for the texts of /proc. It writes into a bounded buffer and never fails.

#include "os/lib/printf.h"

#include "os/lib/string.h"
#include "os/lib/types.h"

struct out {
    char *buf;
    size_t size, length;  // bytes of buf; bytes of the text so far, whether they fitted or not
};

struct spec {
    bool left, zero, plus, space, alternate;
    int width, precision;  // precision -1: not given
    int longs;             // 0 int, 1 long and longer, -1 short, -2 char
};

static void put(struct out *o, char c)
{
    if (o->length < o->size)
        o->buf[o->length] = c;
    o->length++;
}

static void pad(struct out *o, char c, int n)
{
    for (; n > 0; n--)
        put(o, c);
}

static void put_text(struct out *o, const struct spec *s, const char *text, int n)
{
    if (!s->left)
        pad(o, ' ', s->width - n);
    for (int i = 0; i < n; i++)
        put(o, text[i]);
    if (s->left)
        pad(o, ' ', s->width - n);
}

// A number of at most 22 octal digits, its prefix (sign or 0x) before any zeros.
static void put_number(struct out *o, const struct spec *s, uint64_t v, unsigned base, bool upper, const char *prefix)
{
    char digits[24];
    int n = 0;
    const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    for (; v != 0; v /= base)
        digits[n++] = set[v % base];
    int least = s->precision >= 0 ? s->precision : 1;
    int prefix_length = (int)strlen(prefix);
    int zeros = MAX(least - n, 0);
    if (s->zero && !s->left && s->precision < 0)
        zeros = MAX(zeros, s->width - n - prefix_length);
    int total = prefix_length + zeros + n;
    if (!s->left)
        pad(o, ' ', s->width - total);
    while (*prefix != 0)
        put(o, *prefix++);
    pad(o, '0', zeros);
    while (n > 0)
        put(o, digits[--n]);
    if (s->left)
        pad(o, ' ', s->width - total);
}

static const char *parse_flags(const char *f, struct spec *s)
{
    for (;; f++) {
        switch (*f) {
        case '-': s->left = true; break;
        case '0': s->zero = true; break;
        case '+': s->plus = true; break;
        case ' ': s->space = true; break;
        case '#': s->alternate = true; break;
        default: return f;
        }
    }
}

static const char *parse_int(const char *f, int *v, va_list *ap)
{
    if (*f == '*') {
        *v = va_arg(*ap, int);
        return f + 1;
    }
    for (*v = 0; *f >= '0' && *f <= '9'; f++)
        *v = *v * 10 + (*f - '0');
    return f;
}

static const char *parse_spec(const char *f, struct spec *s, va_list *ap)
{
    *s = (struct spec){.precision = -1};
    f = parse_flags(f, s);
    f = parse_int(f, &s->width, ap);
    if (s->width < 0) {
        s->left = true;
        s->width = -s->width;
    }
    if (*f == '.')
        f = parse_int(f + 1, &s->precision, ap);
    for (;; f++) {
        if (*f == 'l' || *f == 'z' || *f == 'j' || *f == 't')
            s->longs = 1;
        else if (*f == 'h')
            s->longs--;
        else
            return f;
    }
}

static int64_t signed_arg(const struct spec *s, va_list *ap)
{
    if (s->longs > 0)
        return va_arg(*ap, int64_t);
    int v = va_arg(*ap, int);
    return s->longs == -1 ? (short)v : s->longs == -2 ? (signed char)v : v;
}

static uint64_t unsigned_arg(const struct spec *s, va_list *ap)
{
    if (s->longs > 0)
        return va_arg(*ap, uint64_t);
    unsigned v = va_arg(*ap, unsigned);
    return s->longs == -1 ? (unsigned short)v : s->longs == -2 ? (unsigned char)v : v;
}

static void convert(struct out *o, const struct spec *s, char kind, va_list *ap)
{
    switch (kind) {
    case 'd':
    case 'i': {
        int64_t v = signed_arg(s, ap);
        const char *sign = v < 0 ? "-" : s->plus ? "+" : s->space ? " " : "";
        put_number(o, s, v < 0 ? -(uint64_t)v : (uint64_t)v, 10, false, sign);
        break;
    }
    case 'u': put_number(o, s, unsigned_arg(s, ap), 10, false, ""); break;
    case 'o': put_number(o, s, unsigned_arg(s, ap), 8, false, s->alternate ? "0" : ""); break;
    case 'x':
    case 'X': put_number(o, s, unsigned_arg(s, ap), 16, kind == 'X', s->alternate ? "0x" : ""); break;
    case 'p': put_number(o, s, (uint64_t)va_arg(*ap, void *), 16, false, "0x"); break;
    case 'c': {
        char c = (char)va_arg(*ap, int);
        put_text(o, s, &c, 1);
        break;
    }
    case 's': {
        const char *text = va_arg(*ap, const char *);
        if (!text)
            text = "(null)";
        size_t n = s->precision >= 0 ? strnlen(text, (size_t)s->precision) : strlen(text);
        put_text(o, s, text, (int)n);
        break;
    }
    default: put(o, kind); break;
    }
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
    struct out o = {.buf = buf, .size = size, .length = 0};
    va_list ap;
    va_copy(ap, args);
    for (const char *f = fmt; *f != 0;) {
        if (*f != '%') {
            put(&o, *f++);
            continue;
        }
        struct spec s;
        f = parse_spec(f + 1, &s, &ap);
        if (*f == 0)
            break;
        convert(&o, &s, *f++, &ap);
    }
    va_end(ap);
    if (size > 0)
        buf[MIN(o.length, size - 1)] = 0;
    return (int)o.length;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(buf, size, fmt, ap);
    va_end(ap);
    return n;
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(buf, size, fmt, ap);
    va_end(ap);
    return size == 0 ? 0 : MIN(n, (int)size - 1);
}
