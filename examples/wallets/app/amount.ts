export const amountRule = 'An amount is a whole number of cents above 0'

export function isAmount(amount: unknown): amount is number {
  return Number.isSafeInteger(amount) && Number(amount) > 0
}
