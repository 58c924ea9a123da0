const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota of this user is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file of that name exists',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file or folder',
  EMFILE: 'too many files are open',
  ELOOP: 'its symbolic links form a loop',
}

/** Why the system refused: `the disk is full (ENOSPC)`. */
export function formatSystemError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const reason = code && reasons[code]
  return reason ? `${reason} (${code})` : message
}

/** Whether an error comes from the system and not from the code: a disk, a permission, a path. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}
