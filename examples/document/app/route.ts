import { chooser } from '../../shared/chooser'

export function GET() {
  return chooser({
    title: 'Documents',
    about:
      'A document is made when the first person opens it. Everyone with its address can write.',
    label: 'Name of the document',
    placeholder: 'Shopping list',
    path: '/document/',
    example: 'plan',
  })
}
