import { cpSync } from 'node:fs'
import { connect } from './client.ts'
import { runWorkerd, temporaryFolder } from './folders.ts'
import type { Folders, Workerd } from './workerd.ts'

export interface Observer {
  /** Synchronously copies the current contents of the disk. */
  copyDisk(): void
  /** Starts another workerd on each copy and reads the object there. */
  readCopies<T>(className: string, name: string): Promise<T[]>
}

/** Copies the disk of a running workerd, to show what would survive a crash at that moment. */
export function createObserver(workerd: Workerd, { bundle, data }: Folders): Observer {
  const copies: string[] = []
  return {
    copyDisk() {
      const copy = temporaryFolder()
      workerd.freeze(() => cpSync(data, copy, { recursive: true }))
      copies.push(copy)
    },
    readCopies<T>(className: string, name: string) {
      const read = async (copy: string): Promise<T> => {
        const { url } = await runWorkerd({ bundle, data: copy })
        return connect(url, className, name).call<T>('read')
      }
      return Promise.all(copies.splice(0).map(read))
    },
  }
}
