import { basename } from 'node:path'

const runners = /^(?:npx|npm|pnpm|yarn|bunx?|node|exec|run|dlx)$/

/** What the lines of a command are marked with: `astro` for `npx astro dev`. */
export function commandName(command: string): string {
  const words = command
    .trim()
    .split(/\s+/)
    .filter((word) => !/^(?:-|\w+=)/.test(word))
  const name = words.find((word) => !runners.test(word)) ?? words[0] ?? command
  return basename(name.replace(/^["']|["']$/g, '')).replace(/\.[cm]?[jt]s$/, '')
}
