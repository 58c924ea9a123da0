export { default } from '../../../analytics/app/objects/analytics'
