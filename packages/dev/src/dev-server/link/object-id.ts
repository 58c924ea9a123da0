import { createHash, createHmac, randomBytes } from 'node:crypto'

/** Half of an id. The other half shows to which class it belongs. */
const length = 16

/**
 * The id that workerd (1.20261006) gives to the object with this name, or a new one. `uniqueKey` is the key of
 * the class: for Miniflare, its Worker's name and its own.
 */
export function createObjectId(uniqueKey: string, name: string | undefined): string {
  const key = createHash('sha256').update(uniqueKey).digest()
  const sign = (data: string | Buffer): Buffer => createHmac('sha256', key).update(data).digest()
  const id = name === undefined ? randomBytes(length) : sign(name).subarray(0, length)
  return Buffer.concat([id, sign(id).subarray(0, length)]).toString('hex')
}
