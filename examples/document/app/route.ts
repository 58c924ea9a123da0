import { chooser } from '../../shared/chooser'

export function GET() {
  return chooser({
    title: 'Documents',
    about: 'The first person who opens a document creates it. Everyone with its address can write.',
    label: 'Name of the document',
    placeholder: 'Shopping list',
    path: '/document/',
    example: 'plan',
  })
}
