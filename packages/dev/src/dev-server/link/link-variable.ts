/** The variable that tells a process where the dev server is that has started it. */
export const linkVariable = 'CLOUDWERK_DEV'
