import { redirectToChosen } from '../../../shared/chooser'

export function GET(request: Request) {
  return redirectToChosen(request, '/room/')
}
