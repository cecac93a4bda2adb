/*
 * run.c - a driver without a fuzzer: runs it over files (by default those of its corpus), every beginning of
 * each, and a few hundred small changes that are the same every time.
 */
#include <dirent.h>
#include <unistd.h>

#include "fuzz.h"

#define FILE_MAX 65536
#define BEGINNINGS 400
#define CHANGES 300

static uint32_t seed;

static uint32_t
next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

/* A copy of its own, so that a sanitizer sees every step beyond its end. */
static void
feed(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	if (size)
		memcpy(copy, data, size);
	(void)LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void
change(uint8_t *data, size_t size)
{
	static const uint8_t special[] = { 0, '\n', '\r', ' ', '"', '<', '>', '=', ':', '(', ')', '-', 0x1b, 0x80, 0xff };
	size_t at = next_random() % size, from = next_random() % size, n = next_random() % 16;

	switch (next_random() % 4) {
	case 0: data[at] ^= (uint8_t)(1u << next_random() % 8); break;
	case 1: data[at] = special[next_random() % sizeof special]; break;
	case 2: data[at] = (uint8_t)next_random(); break;
	default:
		n = n < size - at ? n : size - at;
		n = n < size - from ? n : size - from;
		memmove(data + at, data + from, n);
		break;
	}
}

static int
run_file(const char *path, int number)
{
	static uint8_t data[FILE_MAX], changed[FILE_MAX];
	FILE *f = fopen(path, "rb");
	size_t size;

	if (!f) {
		printf("not ok %d - %s cannot be read\n", number, path);
		return 1;
	}
	size = fread(data, 1, sizeof data, f);
	fclose(f);
	/* said before, so that a crash has a name */
	fprintf(stderr, "# %s\n", path);
	feed(data, size);
	for (size_t n = 0; n < size && n < BEGINNINGS; n++)
		feed(data, n);
	for (int i = 0; i < CHANGES && size > 0; i++) {
		seed = (uint32_t)i * 2654435761u + (uint32_t)size;
		memcpy(changed, data, size);
		for (uint32_t k = next_random() % 3 + 1; k > 0; k--)
			change(changed, size);
		feed(changed, size);
	}
	printf("ok %d - %s\n", number, strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
	return 0;
}

static int
run_folder(const char *dir, int *count)
{
	struct dirent **entries;
	int n = scandir(dir, &entries, NULL, alphasort), failed = 0;

	if (n < 0) {
		printf("not ok %d - %s cannot be read\n", ++*count, dir);
		return 1;
	}
	for (int i = 0; i < n; i++) {
		char path[5000];

		if (entries[i]->d_name[0] != '.') {
			snprintf(path, sizeof path, "%s/%s", dir, entries[i]->d_name);
			failed += run_file(path, ++*count);
		}
		free(entries[i]);
	}
	free(entries);
	return failed;
}

int
main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir"), *name = strrchr(argv[0], '/');
	char dir[4096];
	int count = 0, failed = 0;

	snprintf(dir, sizeof dir, "%s/tests/fuzz/corpus/%s", top ? top : ".", name ? name + 1 : argv[0]);
	if (argc < 2)
		failed = run_folder(dir, &count);
	for (int i = 1; i < argc; i++)
		failed += run_file(argv[i], ++count);
	printf("1..%d\n", count);
	return failed != 0;
}
