/**
 * Own property of an error on its way from an object to a caller. The platform keeps own properties,
 * but not classes.
 */
export const errorMark = '__cloudwerk_error'

/** The handler that threw. */
export interface ErrorOrigin {
  objectName: string
  objectId: string
  methodName: string
}

export interface ErrorMark extends ErrorOrigin {
  /** The stack inside the object. */
  stack: string
}

/** The mark of an error from an object; undefined for the platform's own errors. */
export function readMark(error: Error): ErrorMark | undefined {
  // Only `sendError` sets it.
  return errorMark in error ? (error[errorMark] as ErrorMark) : undefined
}

/** The handler that threw this error, received or not; undefined where that is not known. */
export function originOf(error: unknown): ErrorOrigin | undefined {
  if (!(error instanceof Error)) return undefined
  const mark = readMark(error)
  if (mark) return mark
  const { objectName, objectId, methodName } = error as Partial<ErrorOrigin>
  return objectName && objectId && methodName ? { objectName, objectId, methodName } : undefined
}
