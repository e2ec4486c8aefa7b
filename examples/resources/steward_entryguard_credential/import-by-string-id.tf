import {
  to = steward_entryguard_credential.aws
  id = "9c858901-8a57-4791-81fe-4c455b099bc9"
}
