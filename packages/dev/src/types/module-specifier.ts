/**
 * The specifier that imports a file: with its extension after compilation, which every module
 * resolution accepts.
 */
export function moduleSpecifier(file: string): string {
  return file.replace(/\.(m?)ts$/, '.$1js')
}

/** The declaration file of a source file: `counter.d.ts` for `counter.ts`. */
export function declarationFile(file: string): string {
  return file.replace(/\.(m?)ts$/, '.d.$1ts')
}
