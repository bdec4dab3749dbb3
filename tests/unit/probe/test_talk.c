#include "probe/talk.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static const struct dialogue_peer peer = { .host = "a.example",
	.self = "[192.0.2.9]" };

/* Two ends: ours, which does not block, and the server's. */
static void
connect_pair(int ends[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
}

static void
server_says(int fd, const char *text)
{
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

static void
server_hears(int fd, const char *text)
{
	char got[256] = "";

	assert_int_equal(read(fd, got, sizeof(got) - 1), strlen(text));
	assert_string_equal(got, text);
}

static void
begin(struct talk *talk, enum starttls starttls, const char *heard)
{
	talk_begin(talk, starttls_form(starttls), &peer, (struct span){
		(const uint8_t *)heard, strlen(heard) });
}

static void
it_reads_and_writes_in_turn(void **state)
{
	struct talk talk;
	int ends[2];

	(void)state;
	connect_pair(ends);
	begin(&talk, STARTTLS_SMTP, "");
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_READ);
	server_says(ends[1], "220 hi\r\n250");
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_READ);
	server_hears(ends[1], "EHLO [192.0.2.9]\r\n");
	server_says(ends[1], " STARTTLS\r\n");
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_READ);
	server_hears(ends[1], "STARTTLS\r\n");
	server_says(ends[1], "220 go\r\n");
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_NOTHING);
	assert_int_equal(talk.state, DIALOGUE_DONE);
	talk_release(&talk);
	close(ends[0]);
	close(ends[1]);
}

/* What came behind a proxy's words is heard before anything is read. */
static void
it_begins_with_what_is_there(void **state)
{
	struct talk talk;
	int ends[2];

	(void)state;
	connect_pair(ends);
	begin(&talk, STARTTLS_POP3, "+OK hi\r\n");
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_READ);
	server_hears(ends[1], "STLS\r\n");
	talk_release(&talk);
	begin(&talk, STARTTLS_POP3, "-ERR no\r\n");
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_NOTHING);
	assert_int_equal(talk.dialogue.reason, REASON_STARTTLS_REFUSED);
	talk_release(&talk);
	close(ends[0]);
	close(ends[1]);
}

/* Fills the way to the server; how many bytes that took. */
static size_t
fill(int fd)
{
	static const char zeros[4096];
	size_t filled = 0;
	ssize_t n;

	while ((n = write(fd, zeros, sizeof(zeros))) > 0)
		filled += (size_t)n;
	return filled;
}

static void
drain(int fd, size_t n)
{
	char scratch[4096];

	while (n > 0) {
		ssize_t got = read(fd, scratch, n < sizeof(scratch) ? n :
		    sizeof(scratch));

		assert_true(got > 0);
		n -= (size_t)got;
	}
}

static void
it_waits_until_it_can_write(void **state)
{
	struct talk talk;
	int ends[2];
	size_t filled;

	(void)state;
	connect_pair(ends);
	filled = fill(ends[0]);
	begin(&talk, STARTTLS_IRC, "");
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_WRITE);
	drain(ends[1], filled);
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_READ);
	server_hears(ends[1], "STARTTLS\r\n");
	talk_release(&talk);
	close(ends[0]);
	close(ends[1]);
}

/* MySQL's last word is ours: TLS must not begin before it is sent. */
static void
it_ends_once_all_is_sent(void **state)
{
	static const char greeting[] = "\x16\0\0\0\x0a" "8\0" "abcdabcdefgh\0"
	    "\xff\xff\0\0\0";
	struct talk talk;
	int ends[2];
	size_t filled;
	char packet[64];

	(void)state;
	connect_pair(ends);
	filled = fill(ends[0]);
	begin(&talk, STARTTLS_MYSQL, "");
	assert_int_equal(write(ends[1], greeting, 4 + 0x16), 4 + 0x16);
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_WRITE);
	drain(ends[1], filled);
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_NOTHING);
	assert_int_equal(talk.state, DIALOGUE_DONE);
	assert_int_equal(read(ends[1], packet, sizeof(packet)), 36);
	talk_release(&talk);
	close(ends[0]);
	close(ends[1]);
}

static void
it_sees_the_server_leave(void **state)
{
	struct talk talk;
	int ends[2];

	(void)state;
	connect_pair(ends);
	begin(&talk, STARTTLS_SMTP, "");
	server_says(ends[1], "220 h");
	close(ends[1]);
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_NOTHING);
	assert_int_equal(talk.dialogue.reason, REASON_STARTTLS_EOF);
	talk_release(&talk);
	begin(&talk, STARTTLS_IRC, "");
	assert_int_equal(talk_step(&talk, ends[0]), TALK_WANTS_NOTHING);
	assert_int_equal(talk.dialogue.reason, REASON_STARTTLS_RESET);
	talk_release(&talk);
	close(ends[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_and_writes_in_turn),
		cmocka_unit_test(it_begins_with_what_is_there),
		cmocka_unit_test(it_waits_until_it_can_write),
		cmocka_unit_test(it_ends_once_all_is_sent),
		cmocka_unit_test(it_sees_the_server_leave),
	};

	return cmocka_run_group_tests_name("talk", tests, NULL, NULL);
}
