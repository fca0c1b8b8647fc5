// SPDX-License-Identifier: GPL-2.0-only
/* Owns arrays that grow. */
#include <stdlib.h>
#include <string.h>

#include "list.h"

void *ctl_list_add(void *list_at, size_t *count, size_t size)
{
	char **list = list_at;
	char *bigger = reallocarray(*list, *count + 1, size);

	if (!bigger)
		return NULL;
	*list = bigger;
	return memset(bigger + (*count)++ * size, 0, size);
}
