/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the text form of hardware addresses. */
#ifndef HNICTL_MAC_H
#define HNICTL_MAC_H

#include <stddef.h>
#include <stdint.h>

/**
 * ctl_mac_put() - write a MAC address as text
 * @text: filled, 18 bytes; empty if there is no such address
 * @bytes: the address
 * @len: its length; another than 6 is no MAC address
 */
void ctl_mac_put(char *text, const uint8_t *bytes, size_t len);

/**
 * ctl_hex_put() - write an identifier of any length as text
 * @text: filled
 * @size: size of @text; what does not fit is left out
 * @bytes: the identifier
 * @len: its length
 */
void ctl_hex_put(char *text, size_t size, const uint8_t *bytes, size_t len);

#endif
