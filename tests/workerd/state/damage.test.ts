import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { caught, objectOf, restartObjects } from '../calls.ts'

const damaged = { code: 'DURABLE_OBJECT_STATE', row: expect.any(Number) }

test('a missing key of the legacy backend is reported, and the state is not created again', async () => {
  const stub = () => objectOf('KeyValue', 'damaged')
  await stub().changeEverything()
  await stub().fill(150_000)
  await stub().fillBytes(300_000)
  const keys = await runInDurableObject(stub(), async (_object, { storage }) => [
    ...(await storage.list({ prefix: '__cloudwerk_state:' })),
  ])
  expect(keys.length).toBeGreaterThan(6)
  for (const [key, value] of keys) {
    await runInDurableObject(stub(), (_object, { storage }) => storage.delete(key))
    await restartObjects()
    // Only the row of the name may be missing.
    if (key.endsWith(':0')) await stub().read()
    else expect(await caught(stub().read()), key).toMatchObject(damaged)
    await runInDurableObject(stub(), (_object, { storage }) => storage.put(key, value))
    await restartObjects()
    expect(await stub().sizes()).toEqual([150_000, 300_000])
  }
})

test('an object without its first row is damaged, not new', async () => {
  const stub = () => objectOf('Basics', 'damaged')
  await stub().read()
  await runInDurableObject(stub(), (_object, { storage }) => {
    storage.sql.exec('UPDATE __cloudwerk_state SET id = -5 WHERE id = 1')
  })
  await restartObjects()
  expect(await caught(stub().read())).toMatchObject({ ...damaged, row: 1 })
  await runInDurableObject(stub(), (_object, { storage }) => {
    storage.sql.exec('UPDATE __cloudwerk_state SET id = 1 WHERE id = -5')
  })
  await restartObjects()
  await stub().read()
})
