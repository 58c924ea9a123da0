/**
 * How a file is written in an import: with the extension that it has after compilation, which every
 * way of resolving modules understands.
 */
export function moduleSpecifier(file: string): string {
  return file.replace(/\.(m?)ts$/, '.$1js')
}

/** Where the declarations of a file go: `counter.ts` gives `counter.d.ts`. */
export function declarationFile(file: string): string {
  return file.replace(/\.(m?)ts$/, '.d.$1ts')
}
