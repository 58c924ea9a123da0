/** The parts of the Worker's entry for the Worker that another framework has built. */
export interface FrameworkCode {
  /** From `@cloudwerk/core/worker`. */
  imported: string[]
  imports: string[]
  /** The default export, around the app's own Worker. */
  around(worker: string): string
}

/** Its classes are exported as well. A name that the app exports itself is the app's. */
export function generateFramework(main: string | undefined): FrameworkCode {
  if (main === undefined) return { imported: [], imports: [], around: (code) => code }
  const source = JSON.stringify(main)
  return {
    imported: ['besideFramework'],
    imports: [
      `import built from ${source}`,
      `export * from ${source}`,
      'const framework = besideFramework(built)',
    ],
    around: (code) => `framework.around(${code})`,
  }
}
