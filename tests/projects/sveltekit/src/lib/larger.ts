export function larger(value: number): number {
  return value + 1
}
