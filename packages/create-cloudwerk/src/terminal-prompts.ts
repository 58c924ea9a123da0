import { isCancel, select, text } from '@clack/prompts'
import type { Prompts } from './answers.ts'
import { type TemplateName, templates } from './templates.ts'

/** Undefined where there is nobody to answer. */
export function terminalPrompts(): Prompts | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY || process.env.CI) return undefined
  return {
    async folder(problem) {
      const folder = await text({
        message: 'Which folder should the app be created in?',
        placeholder: 'my-app',
        defaultValue: 'my-app',
        validate: (value) => (value ? problem(value) : undefined),
      })
      return isCancel(folder) ? undefined : folder
    },
    async template(names) {
      const template = await select<TemplateName>({
        message: 'Which template should it start from?',
        options: names.map((name) => ({ value: name, label: name, hint: templates[name] })),
      })
      return isCancel(template) ? undefined : template
    },
  }
}
