export { default } from '../../../preferences/app/objects/user-preferences'
