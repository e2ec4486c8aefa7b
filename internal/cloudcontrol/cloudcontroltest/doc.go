// Package cloudcontroltest simulates AWS Cloud Control in process: all eight
// operations over the real wire protocol, with CloudFormation's DescribeType
// and the three STS requests that an AWS client configuration needs. It serves
// tests and the sandbox command; the shipped binary never links it.
//
// Start listens on a loopback port and serves every service there, told apart
// by X-Amz-Target or by the Action and Version of a form. A Server's Place
// looks at what is there and changes it behind the API's back; Fail spoils
// answers; Script decides how accepted operations go; Requests is the log.
//
// # What is simulated
//
//   - The wire: AWS JSON 1.0 with its error shapes, the query protocol and its
//     XML, request ids, times as epoch numbers in exponent form, members in
//     alphabetical order. Properties are JSON texts inside JSON.
//   - SigV4 as far as a server can check it without the callers' secrets: the
//     form of the header, its scope, the signed headers. The access key decides
//     on the account; keys that AssumeRole issued are in the role's account.
//   - Accounts and regions: objects, operations and client tokens of one are
//     unknown in another.
//   - Types: what a resource type schema says is what a type does. Required and
//     unknown properties, JSON types, patterns, alternatives; read-only
//     properties filled in, write-only ones never given back, create-only ones
//     never changed; compound and additional identifiers; handlers that are
//     not there. Arrays without an order come back in another order, and JSON
//     documents inside texts are reprinted. See schemas/ for the built-in types,
//     Options.Schemas and LoadSchema for others; every published one loads.
//   - Updates: the patch is applied to what a read shows, and the whole result
//     is held against the schema, strictly by type: a required write-only
//     property that the patch does not bring is missing, and what the read adds
//     can break the schema.
//   - Habits: what services do that no schema says. They store values in
//     another form, leave some out, add others, and refuse; see Habit, and
//     habits.json for sets that have a name.
//   - Operations: accepted first, ended by the clock. No goroutine runs and
//     nothing sleeps: an operation's end takes effect when somebody looks. The
//     clock is Options.Now and Server.Advance. One operation at a time per
//     object, client tokens for 36 hours, requests for 7 days, cancelling,
//     hooks, eventual consistency.
//
// # What is a choice
//
// AWS documents none of this, or documents it in two ways:
//
//   - A missing or unknown X-Amz-Target is an UnknownOperationException; a
//     member that breaks the service model is a ValidationException.
//   - Errors come with HTTP 400 and 500, as in the API reference and in live
//     traces; Switches.ModelStatuses takes the numbers of the Smithy model.
//   - Length limits are those of the Smithy model, which is newer than the
//     reference page: 262,144 characters of properties.
//   - A model that breaks its schema is refused at once, with the text that the
//     service's validator writes; Switches.LateValidation accepts it and fails
//     the operation. A create-only property in a patch is always refused at
//     once. What counts is its value before and after, not the path.
//   - The order of checks: members, type, identifier, client token, another
//     operation on the object, then the request's own logic.
//   - Deleting what is not there is accepted and ends FAILED/NotFound; see
//     MissingDelete. Deleting what a protection property guards ends
//     FAILED/InvalidRequest.
//   - Cancelling an operation that has ended is a
//     ConcurrentModificationException, the only modelled error that fits.
//   - A hook that fails in mode FAIL ends its operation
//     FAILED/GeneralServiceException; Fate.ErrorCode says otherwise.
//   - A RoleArn moves the object into the role's account; the operation stays
//     the caller's.
//   - ListResources answers identifiers only, in full pages, unless
//     Switches.Lists and Switches.EmptyListPages say otherwise, and ignores
//     MaxResults, which is documented as reserved.
//   - Nothing of a read handler's own time is simulated but by Fault.Delay, and
//     no permission is checked: AccessDenied happens on demand.
package cloudcontroltest
