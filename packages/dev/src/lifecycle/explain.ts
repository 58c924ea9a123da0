import type { RecordedClass } from '../config/class-record.ts'
import { UserError } from '../user-error.ts'
import type { ClassComparison } from './compare-classes.ts'

const migrate = 'npx cloudwerk objects migrate'

/** One problem for each class that needs a decision, with the commands for it. */
export function explainUnsettled(comparison: ClassComparison, file: string): UserError[] {
  const { vanished, added, changed, returned } = comparison
  return [
    ...vanished.map((gone) => explainVanished(gone, { added, alone: vanished.length === 1, file })),
    ...changed.map(({ className, file: source, recorded, written }) => {
      const message = `${className} is recorded in ${file} as ${recorded}, but ${source} now asks for ${written}. Stored objects cannot be converted.`
      return new UserError(message, {
        file: source,
        hint: `To keep the stored objects, ${recorded === 'sqlite' ? 'remove `sqlite: false`' : 'write `sqlite: false`'} in ${source}.
To start fresh instead, rename the file, then decide what happens to the stored ${className} objects:
${formatCommands(className, [])}`,
      })
    }),
    ...returned.map(({ className, file: source, entry }) => {
      const became = entry.state === 'renamed' ? `renamed to ${entry.to}` : entry.state
      const message = `${className} is recorded in ${file} as ${became}, but ${source ?? 'the Worker'} ${source ? 'defines' : 'exports'} it again.`
      return new UserError(message, {
        file: source ?? file,
        hint: `Give the new class another name. Or, once the change has been deployed everywhere, remove the entry ${className} from \`exports\` and build again: it then starts without stored objects.`,
      })
    }),
  ]
}

export function explainUnexported(
  objects: ClassComparison['unexported'],
  main: string,
): UserError[] {
  return objects.map(({ className, file }) => {
    const message = `The Worker's own main, ${main}, does not export the class ${className} of ${file}.`
    const hint = `Add this line to it:\n  export * from '@cloudwerk/dev/objects'`
    return new UserError(message, { file: main, hint })
  })
}

/** Of two classes of one name only one can be exported. */
export function explainTaken(
  { className, file }: { className: string; file: string },
  main: string,
): UserError {
  const message = `${main} exports the name ${className}, which is that of the class of ${file}.`
  const hint = `Rename one of the two. If it is this class, leave the export out: cloudwerk() adds it.`
  return new UserError(message, { file: main, hint })
}

/** Bindings written by hand to classes that do not exist. */
export function explainUnbound(
  bound: readonly { binding: string; className: string }[],
  file: string,
): UserError[] {
  return bound.map(({ binding, className }) => {
    const message = `${binding} is bound to the class ${className}, which the Worker does not export.`
    const hint =
      'Correct or remove the binding in `durable_objects`. Objects in app/objects need none.'
    return new UserError(message, { file, hint })
  })
}

function explainVanished(
  { className, storage }: RecordedClass,
  { added, alone, file }: { added: readonly RecordedClass[]; alone: boolean; file: string },
): UserError {
  const targets = added.filter((object) => object.storage === storage)
  const [target] = targets
  const guess =
    target && alone && added.length === 1
      ? ` ${target.className} is new, so this looks like a rename.`
      : ''
  const message = `${file} lists the class ${className}, but the code no longer defines it.${guess}`
  return new UserError(message, {
    file,
    hint: `Nothing was changed. Its stored objects are kept until you decide what happens to them:
${formatCommands(className, targets)}`,
  })
}

function formatCommands(className: string, targets: readonly RecordedClass[]): string {
  const rows = [
    ...targets
      .slice(0, 3)
      .map((target) => [
        `--rename ${className}:${target.className}`,
        `they become ${target.className} objects`,
      ]),
    [`--delete ${className} --yes`, 'the next deployment deletes them for good'],
    [`--keep ${className}`, 'they stay, with an empty definition in app/objects'],
  ]
  const width = Math.max(...rows.map(([flags = '']) => flags.length))
  return rows
    .map(([flags = '', then]) => `  ${migrate} ${flags.padEnd(width)}  # ${then}`)
    .join('\n')
}
