// Run as its own process by `readStaticFiles`, which passes the request as the only argument.
import { printStaticFiles } from './static-files-services.ts'

await printStaticFiles(process.argv[2] as string)
