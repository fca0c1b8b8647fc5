# SPDX-License-Identifier: GPL-2.0-only
"""Owns templates: what the filters of a chain are restricted to."""
import keys


class Template:
    """Keys that the filters of a chain are restricted to, of one shape."""

    def __init__(self, shape, rng, proto):
        self.shape = shape
        self.proto = proto
        self.keys = ()
        protocol, *rest = keys.SHAPES[shape][0].replace(
            'TAG', rng.choice(('802.1q', '802.1ad'))).split()
        self.protocol, self.rest = protocol, rest

    def text(self):
        words = ['protocol', self.protocol, 'flower', *self.rest]
        if self.proto is not None:
            words += ['ip_proto', keys.PROTO_WORD.get(self.proto,
                                                      f'{self.proto:x}')]
        return ' '.join(words + [keys.TEMPLATES[row.name]
                                 for row in self.keys])
