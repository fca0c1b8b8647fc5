# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Owns what the lab's scripts share: places, messages, steps, the tree's loader.

LAB_SRC=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
TOP=$(cd "$LAB_SRC/../.." && pwd -P)
LAB=${HNI_LAB_DIR:-$TOP/.lab}
[[ $LAB == /* ]] || LAB=$PWD/$LAB
TREE=$LAB/tree
SUITE=trixie
readonly LAB_SRC TOP LAB TREE SUITE
export SUITE

say()
{
	printf 'lab: %s\n' "$*" >&2
}

die()
{
	say "$*"
	exit 2
}

# The tree's own loader runs its programs anywhere: no chroot, no root.
tree_loader()
{
	printf '%s\n' "$TREE/lib64/ld-linux-x86-64.so.2" --library-path \
		"$TREE/usr/lib/x86_64-linux-gnu:$TREE/usr/lib/x86_64-linux-gnu/pulseaudio"
}

tree_exec()
{
	local -a loader
	local prog=$1

	shift
	mapfile -t loader < <(tree_loader)
	"${loader[@]}" "$TREE/usr/bin/$prog" "$@"
}

# lab_mode: how files of several owners can be made on this machine
lab_mode()
{
	if [[ $(id -u) == 0 ]]; then
		echo root
	else
		echo unshare
	fi
}

# as_owner CMD...: with the rights to read and remove all files of the tree
as_owner()
{
	if [[ $(lab_mode) == root ]]; then
		"$@"
	else
		mmdebstrap --unshare-helper "$@"
	fi
}

# owned_remove DIR...: the tree's owners may empty a directory of theirs, but
# only the owner of the directory above may remove it
owned_remove()
{
	local dir

	for dir; do
		[[ -e $dir ]] || continue
		as_owner find "$dir" -mindepth 1 -delete
		rmdir "$dir"
	done
}

# release_of KERNEL: kernel release of "stable" or "backports" in the tree
release_of()
{
	local -a all

	mapfile -t all < <(cd "$TREE/lib/modules" && printf '%s\n' * | sort -V)
	case $1 in
	stable) echo "${all[0]}" ;;
	backports) echo "${all[-1]}" ;;
	*) return 1 ;;
	esac
}
