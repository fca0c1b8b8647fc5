/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the interface of arrays that grow. */
#ifndef HNICTL_LIST_H
#define HNICTL_LIST_H

#include <stddef.h>

/**
 * ctl_list_add() - one more element at the end of an array
 * @list_at: address of the pointer to the array, which may move
 * @count: number of elements, counted up
 * @size: bytes of an element
 *
 * Return: the new element, zeroed; NULL without memory, nothing has changed.
 */
void *ctl_list_add(void *list_at, size_t *count, size_t size);

#endif
