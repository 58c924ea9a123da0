import { UserError } from '../user-error.ts'

export function noData(data: string): UserError {
  return new UserError(`There is no data in ${data}.`, {
    hint: 'Choose another directory with --data.',
  })
}
