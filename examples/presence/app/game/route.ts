import { redirectToChosen } from '../../../page/chooser'

export function GET(request: Request) {
  return redirectToChosen(request, '/game/')
}
