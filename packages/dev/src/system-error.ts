const reasons: Record<string, string> = {
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  EROFS: 'that disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file has that name',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file or folder',
  EMFILE: 'too many files are open',
  ELOOP: 'its links lead in a circle',
}

/** What the system refused, in words: `the disk is full (ENOSPC)`. */
export function formatSystemError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const reason = code && reasons[code]
  return reason ? `${reason} (${code})` : message
}

/** Whether the system, not the code, is what failed: a disk, a permission, a path. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}
