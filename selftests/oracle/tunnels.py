# SPDX-License-Identifier: GPL-2.0-only
"""Owns what filters say of tunnels: the keys of flower, and the action that puts
a header before a frame.

The manager ends the tunnels that come from the uplink.
"""
from fields import ip4, ip6
from outer import DEVICES, LOCAL4, LOCAL6, PEERS4, PEERS6, TLVS, families

UDP_DEVICES = tuple(name for name, port in DEVICES.items() if port)


def number(word, field):
    def make(rng, pools):
        value = pools.value(rng, field)
        return [word, str(value)], [(field, value, None)]
    return make


def masked(word, field):
    def make(rng, pools):
        cover = rng.choice((0xff, 0xff, 0xfc, 0xf0, 0x01))
        value = pools.value(rng, field) & cover
        text = str(value) if cover == 0xff else f'{value:#x}/{cover:#x}'
        return [word, text], [(field, value, cover)]
    return make


def network(word, field, bits):
    write = ip4 if bits == 32 else ip6

    def make(rng, pools):
        length = rng.choice((bits, bits, bits - 1, 3 * bits // 4, bits // 4))
        cover = ((1 << length) - 1) << bits - length
        value = pools.value(rng, field) & cover
        return [word, f'{write(value)}/{length}'], \
            [('enc_v6', int(bits == 128), None)] + \
            ([] if length < bits else [(field, value, None)])
    return make


def dst_port(rng, pools):
    return ['enc_dst_port', '@port'], []


def options_text(options):
    """CLASS:TYPE:DATA,..."""
    parts = []
    while options:
        size = 4 + 4 * (options[3] & 0x1f)
        parts.append(f'{options[:2].hex()}:{options[2]:02x}:'
                     f'{options[4:size].hex()}')
        options = options[size:]
    return ','.join(parts)


def geneve_opts(rng, _):
    which = rng.choice((1, 1, 2, 3, 4))
    return ['geneve_opts', options_text(TLVS[which])], [('tlvs', which, None)]


def vxlan_opts(rng, pools):
    value = pools.value(rng, 'gbp')
    return ['vxlan_opts', str(value)], [('gbp', value, None)]


def enc_flags(rng, _):
    value = rng.choice((0, 1))
    return ['enc_flags', 'tuncsum' if value else 'notuncsum'], \
        [('enc_csum', value, None)]


# name: devices, IP version or None for any, maker
KEYS = {
    'enc_key_id': (tuple(DEVICES), None, number('enc_key_id', 'enc_id')),
    'enc_src_ip.4': (tuple(DEVICES), 4,
                     network('enc_src_ip', 'enc_src4', 32)),
    'enc_dst_ip.4': (tuple(DEVICES), 4,
                     network('enc_dst_ip', 'enc_dst4', 32)),
    'enc_src_ip.6': (tuple(DEVICES), 6,
                     network('enc_src_ip', 'enc_src6', 128)),
    'enc_dst_ip.6': (tuple(DEVICES), 6,
                     network('enc_dst_ip', 'enc_dst6', 128)),
    'enc_dst_port': (UDP_DEVICES, None, dst_port),
    'enc_tos': (tuple(DEVICES), None, masked('enc_tos', 'enc_tos')),
    'enc_ttl': (tuple(DEVICES), None, masked('enc_ttl', 'enc_ttl')),
    'enc_flags': (tuple(DEVICES), None, enc_flags),
    'geneve_opts': (('geneve',), None, geneve_opts),
    'vxlan_opts': (('gbp',), None, vxlan_opts),
}
OPTIONS = ('geneve_opts', 'vxlan_opts')


def choose_keys(rng, pools, device):
    """[(name, words, demands)] for a filter of that device."""
    family = rng.choice(families(device))
    names = [name for name, (devices, version, _) in KEYS.items()
             if device in devices and version in (None, family)]
    chosen = set(rng.sample(names, rng.choice((0, 1, 1, 2, 3))))
    if names[-1] in OPTIONS and rng.random() < 0.5:
        chosen.add(names[-1])
    for name in KEYS:
        if name in chosen:
            words, demands = KEYS[name][2](rng, pools)
            words = [word.replace('@port', str(DEVICES[device]))
                     for word in words]
            yield name, words, demands


# ---- headers put before a frame

# name: device, IP version, what is said of the checksum
ENCAPS = {
    'vxlan': ('vxlan', 4, None), 'vxlan6': ('vxlan', 6, None),
    'gbp': ('gbp', 4, None), 'gbp6': ('gbp', 6, None),
    'geneve': ('geneve', 4, None), 'geneve6': ('geneve', 6, None),
    'gretap': ('gretap', 4, 'nocsum'), 'gretap.csum': ('gretap', 4, 'csum'),
    'ip6gretap': ('ip6gretap', 6, 'nocsum'),
    'ip6gretap.csum': ('ip6gretap', 6, 'csum'),
}


# software's copies still know where the frame came in, those of others do not
STICKY = {'vxlan6', 'gbp6'}


def is_unsure(name, encaps):
    """A key at egress about what is each maker's own choice"""
    return name.startswith('src_port') or \
        name == 'indev' and STICKY.intersection(encaps)


def sees_loops(encaps):
    """Is a frame left out? ip6gretap takes the source :: for the other end of a
    tunnel without one, and its frame for a loop; it looks for it behind the end
    of a header that is cut off, too."""
    return any(ENCAPS[name][0] == 'ip6gretap' for name in encaps)


def restrict(pools, encaps):
    """Leaves out what a device does not take."""
    if sees_loops(encaps):
        pools.world['src6'] = tuple(filter(None, pools.world['src6']))


def ends(rng, family):
    """The words for the addresses of an outer header."""
    if family == 6:
        return ['src_ip', ip6(LOCAL6), 'dst_ip', ip6(rng.choice(PEERS6))]
    return ['src_ip', ip4(LOCAL4), 'dst_ip', ip4(rng.choice(PEERS4))]


def key_set(rng, pools, name):
    """The words of an action that says what the outer header will be."""
    device, family, csum = ENCAPS[name]
    words = ['tunnel_key', 'set', *ends(rng, family),
             'id', str(pools.value(rng, 'enc_id'))]
    if DEVICES[device]:
        words += ['dst_port', str(rng.choice((DEVICES[device], 4791)))]
    if rng.random() < 0.4:
        words += ['tos', str(rng.choice((0, 2, 4, 0x40, 0xb8, 0xfc)))]
    if rng.random() < 0.4:
        words += ['ttl', str(rng.choice((1, 9, 64, 255)))]
    if device == 'geneve' and rng.random() < 0.5:
        words += ['geneve_opts', options_text(TLVS[rng.choice((1, 2, 3))])]
    if device == 'gbp':
        words += ['vxlan_opts', str(pools.value(rng, 'gbp'))]
    if csum:
        words.append(csum)
    elif rng.random() < 0.5:
        words.append(rng.choice(('csum', 'nocsum')))
    return words


def sample(name):
    """The words that ask whether hardware can do it."""
    device, family, csum = ENCAPS[name]
    src, dst = ('2001:db8:9::1', '2001:db8:9::2') if family == 6 else \
        ('10.9.0.1', '10.9.0.2')
    words = ['tunnel_key set src_ip', src, 'dst_ip', dst, 'id 42']
    if DEVICES[device]:
        words.append(f'dst_port {DEVICES[device]}')
    if device == 'gbp':
        words.append('vxlan_opts 7')
    if csum:
        words.append(csum)
    return ' '.join(words) + f' pipe action mirred egress redirect dev @{device}'
