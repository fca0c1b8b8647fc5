# SPDX-License-Identifier: GPL-2.0-only
"""Owns making a failing rule set smaller, as long as it fails."""
import copy

from compare import Comparison

TRIALS = 400


class Shrinker:
    """@session tries sets; @log is told what is going on."""

    def __init__(self, session, log):
        self.session = session
        self.log = log
        self.trials = 0

    def differs(self, candidate):
        """The differences of a set that both sides hold whole."""
        if self.trials >= TRIALS or not candidate.frames:
            return []
        self.trials += 1
        found = Comparison(self.session.run(candidate))
        if found.trial.unheld or found.refusals and \
                candidate.mode == 'hw' or \
                found.trial.conns < candidate.conns:
            return []
        return found.differences

    def without(self, ruleset, attribute, first, count):
        """A copy that lacks some filters, lines or frames."""
        smaller = copy.copy(ruleset)
        items = getattr(ruleset, attribute)
        setattr(smaller, attribute, items[:first] + items[first + count:])
        return smaller

    def thin(self, ruleset, attribute):
        """Takes away ever smaller parts of a list."""
        count = max(1, len(getattr(ruleset, attribute)) // 2)
        while count:
            first = 0
            while first < len(getattr(ruleset, attribute)):
                smaller = self.without(ruleset, attribute, first, count)
                if self.differs(smaller):
                    ruleset = smaller
                else:
                    first += count
            count //= 2
        return ruleset

    def one_frame(self, ruleset, differences):
        """Only a frame that goes another way, if it does so alone."""
        for difference in differences[:5]:
            if difference.frame is None:
                continue
            smaller = copy.copy(ruleset)
            smaller.frames = [ruleset.frames[difference.frame]]
            if self.differs(smaller):
                return smaller
        return ruleset

    def strip(self, ruleset):
        """Takes away keys and actions of filters, one at a time."""
        for number, found in enumerate(ruleset.filters):
            for attribute in ('keys', 'actions'):
                at = 0
                while at < len(getattr(found, attribute)):
                    part = copy.copy(found)
                    items = getattr(found, attribute)
                    setattr(part, attribute, items[:at] + items[at + 1:])
                    smaller = copy.copy(ruleset)
                    smaller.filters = list(ruleset.filters)
                    smaller.filters[number] = part
                    if self.differs(smaller):
                        ruleset, found = smaller, part
                    else:
                        at += 1
            plain = copy.copy(found)
            plain.stats = ''
            smaller = copy.copy(ruleset)
            smaller.filters = list(ruleset.filters)
            smaller.filters[number] = plain
            if found.stats and self.differs(smaller):
                ruleset = smaller
        return ruleset

    def held(self, ruleset):
        """The set without the filters that hardware refuses."""
        refused = Comparison(self.session.run(ruleset)).refusals
        attribute = 'lines' if ruleset.lines is not None else 'filters'
        kept = copy.copy(ruleset)
        setattr(kept, attribute,
                [item for number, item in
                 enumerate(getattr(ruleset, attribute), 1)
                 if number not in refused])
        return kept

    def shrink(self, ruleset, differences):
        """The smallest set found; None if it does not fail again."""
        ruleset = self.held(ruleset)
        self.log(f'making a set of {len(ruleset.commands())} filters and '
                 f'{len(ruleset.frames)} frames smaller')
        again = self.differs(ruleset)
        if not again:
            return None
        ruleset = self.one_frame(ruleset, differences)
        attribute = 'lines' if ruleset.lines is not None else 'filters'
        ruleset = self.thin(ruleset, attribute)
        ruleset = self.thin(ruleset, 'frames')
        if ruleset.lines is None:
            ruleset = self.strip(ruleset)
            ruleset = self.thin(ruleset, 'filters')
        self.log(f'{self.trials} trials: {len(ruleset.commands())} filters, '
                 f'{len(ruleset.frames)} frames')
        return ruleset
