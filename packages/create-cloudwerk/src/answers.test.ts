import { expect, test, vi } from 'vitest'
import { completeAnswers, type Prompts } from './answers.ts'

const asking = (folder: string | undefined, template: 'chat' | undefined) => ({
  folder: vi.fn<Prompts['folder']>(async () => folder),
  template: vi.fn<Prompts['template']>(async () => template),
})

test('what is given as an argument is not asked for', async () => {
  const prompts = asking('other', 'chat')
  const answers = await completeAnswers({ folder: 'shop', template: 'api' }, prompts)
  expect(answers).toEqual({ folder: 'shop', template: 'api' })
  expect(prompts.folder).not.toHaveBeenCalled()
  expect(prompts.template).not.toHaveBeenCalled()
})

test('what the arguments leave out is asked for', async () => {
  expect(await completeAnswers({}, asking('shop', 'chat'))).toEqual({
    folder: 'shop',
    template: 'chat',
  })
})

test('a user who cancels gets no app', async () => {
  expect(await completeAnswers({}, asking(undefined, 'chat'))).toBeUndefined()
  expect(await completeAnswers({}, asking('shop', undefined))).toBeUndefined()
})

test('without a terminal the template is the counter, and a folder must be named', async () => {
  expect(await completeAnswers({ folder: 'shop' }, undefined)).toEqual({
    folder: 'shop',
    template: 'counter',
  })
  await expect(completeAnswers({}, undefined)).rejects.toThrow(/npm create cloudwerk@latest my-app/)
})
