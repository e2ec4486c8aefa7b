# TYPE_NAME/IDENTIFIER. The parts of a compound identifier are joined by "|".
terraform import steward_cloudcontrol_resource.audit 'AWS::Logs::LogGroup//acme/audit'

# In another region than the provider's: append @REGION.
terraform import steward_cloudcontrol_resource.audit 'AWS::Logs::LogGroup//acme/audit@eu-west-1'
