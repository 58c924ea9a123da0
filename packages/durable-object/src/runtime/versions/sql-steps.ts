import type { SqlStep } from '../../definition/versions.ts'

/** The statements of a step. */
export function textOf(step: SqlStep): string {
  return typeof step === 'string' ? step : step.up
}

/** As messages name it: `sql[1] 'done'`. */
export function nameOf(step: SqlStep | undefined, index: number): string {
  return typeof step === 'object' ? `sql[${index}] '${step.name}'` : `sql[${index}]`
}

/** Says which steps these are. White space does not count. */
export function hashSteps(steps: readonly SqlStep[]): string {
  return steps.length === 0 ? '' : hash(steps.map((step) => normalize(textOf(step))).join('\0'))
}

function normalize(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** FNV-1a with 64 bits, in hexadecimal: told apart must be edits, not attacks. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text)) {
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n)
  }
  return value.toString(16).padStart(16, '0')
}
