# SPDX-License-Identifier: GPL-2.0-only
"""Owns nothing itself: the parts of the lab's runner are its modules."""
