import { DurableObjectStateError } from '../../errors.ts'
import { HEADER, type RowData, VERSION } from './rows.ts'

/** What the header says about the code that wrote an object's data: the key `versions` of its definition. */
export interface DataVersion {
  readonly version: number
  /** The lowest version of the code that may open the data. */
  readonly readsFrom: number
  /** How many SQL steps were applied, and what they were. */
  readonly sqlCount: number
  readonly sqlHash: string
  /** On Cloudflare: the database's bookmark from before the last migration. */
  readonly bookmark?: string | undefined
}

/** Data of an object without `versions`, and code without that key. */
export const firstVersion: DataVersion = { version: 1, readsFrom: 1, sqlCount: 0, sqlHash: '' }

/** The format of a header that says more than `firstVersion`. */
const stamped = 2
const prefix = /^\[2,(\[[^\]]*\]),/

/** The version of the data, and the header as one of format 1. Reads no more than the beginning. */
export function readHeader(data: RowData): { dataVersion: DataVersion; row: RowData } {
  const format = Number(/^\[(\d+)\b/.exec(String(data))?.[1] ?? VERSION)
  if (format === VERSION) return { dataVersion: firstVersion, row: data }
  const [start, stamp] = (format === stamped && prefix.exec(String(data))) || []
  if (start === undefined || stamp === undefined) throw unknownFormat(format)
  const [version, readsFrom, sqlCount, sqlHash, bookmark] = JSON.parse(stamp) as Stamp
  const row = `[${VERSION},${String(data).slice(start.length)}`
  return { dataVersion: { version, readsFrom, sqlCount, sqlHash, bookmark }, row }
}

type Stamp = [
  version: number,
  readsFrom: number,
  sqlCount: number,
  sqlHash: string,
  bookmark?: string,
]

/** The header of a state that is encoded already. Without versions it is as it was before there were any. */
export function writeHeader(dataVersion: DataVersion, state: string): string {
  const { version, readsFrom, sqlCount, sqlHash, bookmark } = dataVersion
  if (version === 1 && sqlCount === 0) return `[${VERSION},${state}]`
  const stamp = [version, readsFrom, sqlCount, sqlHash, ...(bookmark ? [bookmark] : [])]
  return `[${stamped},${JSON.stringify(stamp)},${state}]`
}

function unknownFormat(version: number): DurableObjectStateError {
  return new DurableObjectStateError(
    `Row 1 of the state has format version ${version}; this code reads versions ${VERSION} and ${stamped}. ` +
      'Deploy the newer code again. Nothing was changed.',
    { row: HEADER, version },
  )
}
