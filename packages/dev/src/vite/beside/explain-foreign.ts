import type { Framework } from '../../frameworks/find-framework.ts'
import { UserError } from '../../user-error.ts'

/** The plugin is in the Vite of a framework that builds a Worker of its own. */
export function explainForeign({ name, dev }: Framework): UserError {
  return new UserError(`cloudwerk() cannot be among the Vite plugins of ${name}.`, {
    file: 'vite.config.ts',
    hint: `Remove it there. cloudwerk dev --with "${dev}" and cloudwerk build bring it themselves.`,
  })
}
