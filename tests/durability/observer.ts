import { cpSync } from 'node:fs'
import { connect } from './client.ts'
import { runWorkerd, temporaryFolder } from './folders.ts'
import type { Folders, Workerd } from './workerd.ts'

export interface Observer {
  /** Copies what is on disk, at the very moment of the call. */
  copyDisk(): void
  /** Starts another workerd on each copy and asks the object there. */
  askCopies<T>(className: string, name: string): Promise<T[]>
}

/** Looks at the objects from outside, as another machine would see the disk. */
export function createObserver(workerd: Workerd, { bundle, data }: Folders): Observer {
  const copies: string[] = []
  return {
    copyDisk() {
      const copy = temporaryFolder()
      workerd.freeze(() => cpSync(data, copy, { recursive: true }))
      copies.push(copy)
    },
    askCopies<T>(className: string, name: string) {
      const ask = async (copy: string): Promise<T> => {
        const { url } = await runWorkerd({ bundle, data: copy })
        return connect(url, className, name).call<T>('read')
      }
      return Promise.all(copies.splice(0).map(ask))
    },
  }
}
