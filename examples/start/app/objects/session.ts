export { default } from '../../../session/app/objects/session'
