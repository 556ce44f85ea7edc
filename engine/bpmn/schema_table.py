"""The content model of BPMN 2.0.2 XML: which children and attributes each element type has, as one readable table.

A line is ``Type < Base | children | attributes``. A child is ``name`` (its type is the name with a capital) or
``name=Type``, followed by ``?`` (at most one), ``*`` (any number), ``+`` (at least one) or ``{min,max}``; ``a|b``
is a choice; ``*`` alone is any content. An attribute is ``name:type``, with ``!`` when it is required. Children
stand in this order, after those of the base type.
"""

from typing import Final

TYPES: Final = """
Definitions | import* extension* rootElement* BPMNDiagram* relationship* | id:ID name:string targetNamespace:anyURI!
    expressionLanguage:anyURI typeLanguage:anyURI exporter:string exporterVersion:string
Import |  | namespace:anyURI! location:string! importType:anyURI!
Activity < FlowNode | ioSpecification? property* dataInputAssociation* dataOutputAssociation* resourceRole*
    loopCharacteristics? | isForCompensation:boolean startQuantity:integer completionQuantity:integer default:IDREF
AdHocSubProcess < SubProcess | completionCondition=Expression? | cancelRemainingInstances:boolean
    ordering:AdHocOrdering
Artifact < BaseElement
Assignment < BaseElement | from=Expression to=Expression
Association < Artifact |  | sourceRef:QName! targetRef:QName! associationDirection:AssociationDirection
Auditing < BaseElement
BaseElement | documentation* extensionElements? | id:ID
BaseElementWithMixedContent | * | id:ID
BoundaryEvent < CatchEvent |  | cancelActivity:boolean attachedToRef:QName!
BusinessRuleTask < Task |  | implementation:Implementation
CallableElement < RootElement | supportedInterfaceRef=QName* ioSpecification? ioBinding* | name:string
CallActivity < Activity |  | calledElement:QName
CallChoreography < ChoreographyActivity | participantAssociation* | calledChoreographyRef:QName
CallConversation < ConversationNode | participantAssociation* | calledCollaborationRef:QName
CancelEventDefinition < EventDefinition
CatchEvent < Event | dataOutput* dataOutputAssociation* outputSet? eventDefinition* eventDefinitionRef=QName* |
    parallelMultiple:boolean
Category < RootElement | categoryValue* | name:string
CategoryValue < BaseElement |  | value:string
Choreography < Collaboration | flowElement*
ChoreographyActivity < FlowNode | participantRef=QName{2,} correlationKey* | initiatingParticipantRef:QName!
    loopType:ChoreographyLoopType
ChoreographyTask < ChoreographyActivity | messageFlowRef=QName+
Collaboration < RootElement | participant* messageFlow* artifact* conversationNode* conversationAssociation*
    participantAssociation* messageFlowAssociation* correlationKey* choreographyRef=QName* conversationLink* |
    name:string isClosed:boolean
CompensateEventDefinition < EventDefinition |  | waitForCompletion:boolean activityRef:QName
ComplexBehaviorDefinition < BaseElement | condition=FormalExpression event=ImplicitThrowEvent?
ComplexGateway < Gateway | activationCondition=Expression? | default:IDREF
ConditionalEventDefinition < EventDefinition | condition=Expression
Conversation < ConversationNode
ConversationAssociation < BaseElement |  | innerConversationNodeRef:QName! outerConversationNodeRef:QName!
ConversationLink < BaseElement |  | name:string sourceRef:QName! targetRef:QName!
ConversationNode < BaseElement | participantRef=QName* messageFlowRef=QName* correlationKey* | name:string
CorrelationKey < BaseElement | correlationPropertyRef=QName* | name:string
CorrelationProperty < RootElement | correlationPropertyRetrievalExpression+ | name:string type:QName
CorrelationPropertyBinding < BaseElement | dataPath=FormalExpression | correlationPropertyRef:QName!
CorrelationPropertyRetrievalExpression < BaseElement | messagePath=FormalExpression | messageRef:QName!
CorrelationSubscription < BaseElement | correlationPropertyBinding* | correlationKeyRef:QName!
DataAssociation < BaseElement | sourceRef=IDREF* targetRef=IDREF transformation=FormalExpression? assignment*
DataInput < BaseElement | dataState? | name:string itemSubjectRef:QName isCollection:boolean
DataInputAssociation < DataAssociation
DataObject < FlowElement | dataState? | itemSubjectRef:QName isCollection:boolean
DataObjectReference < FlowElement | dataState? | itemSubjectRef:QName dataObjectRef:IDREF
DataOutput < BaseElement | dataState? | name:string itemSubjectRef:QName isCollection:boolean
DataOutputAssociation < DataAssociation
DataState < BaseElement |  | name:string
DataStore < RootElement | dataState? | name:string capacity:integer isUnlimited:boolean itemSubjectRef:QName
DataStoreReference < FlowElement | dataState? | itemSubjectRef:QName dataStoreRef:QName
Documentation | * | id:ID textFormat:string
EndEvent < ThrowEvent
EndPoint < RootElement
Error < RootElement |  | name:string errorCode:string structureRef:QName
ErrorEventDefinition < EventDefinition |  | errorRef:QName
Escalation < RootElement |  | name:string escalationCode:string structureRef:QName
EscalationEventDefinition < EventDefinition |  | escalationRef:QName
Event < FlowNode | property*
EventBasedGateway < Gateway |  | instantiate:boolean eventGatewayType:EventBasedGatewayType
EventDefinition < RootElement
ExclusiveGateway < Gateway |  | default:IDREF
Expression < BaseElementWithMixedContent
Extension | documentation* | definition:QName mustUnderstand:boolean
ExtensionElements | *
FlowElement < BaseElement | auditing? monitoring? categoryValueRef=QName* | name:string
FlowNode < FlowElement | incoming=QName* outgoing=QName*
FormalExpression < Expression |  | language:anyURI evaluatesToTypeRef:QName
Gateway < FlowNode |  | gatewayDirection:GatewayDirection
GlobalBusinessRuleTask < GlobalTask |  | implementation:Implementation
GlobalChoreographyTask < Choreography |  | initiatingParticipantRef:QName
GlobalConversation < Collaboration
GlobalManualTask < GlobalTask
GlobalScriptTask < GlobalTask | script? | scriptLanguage:anyURI
GlobalTask < CallableElement | resourceRole*
GlobalUserTask < GlobalTask | rendering* | implementation:Implementation
Group < Artifact |  | categoryValueRef:QName
HumanPerformer < Performer
ImplicitThrowEvent < ThrowEvent
InclusiveGateway < Gateway |  | default:IDREF
InputSet < BaseElement | dataInputRefs=IDREF* optionalInputRefs=IDREF* whileExecutingInputRefs=IDREF*
    outputSetRefs=IDREF* | name:string
Interface < RootElement | operation+ | name:string! implementationRef:QName
IntermediateCatchEvent < CatchEvent
IntermediateThrowEvent < ThrowEvent
InputOutputBinding < BaseElement |  | operationRef:QName! inputDataRef:IDREF! outputDataRef:IDREF!
InputOutputSpecification < BaseElement | dataInput* dataOutput* inputSet+ outputSet+
ItemDefinition < RootElement |  | structureRef:QName isCollection:boolean itemKind:ItemKind
Lane < BaseElement | partitionElement=BaseElement? flowNodeRef=IDREF* childLaneSet=LaneSet? | name:string
    partitionElementRef:QName
LaneSet < BaseElement | lane* | name:string
LinkEventDefinition < EventDefinition | source=QName* target=QName? | name:string!
LoopCharacteristics < BaseElement
ManualTask < Task
Message < RootElement |  | name:string itemRef:QName
MessageEventDefinition < EventDefinition | operationRef=QName? | messageRef:QName
MessageFlow < BaseElement |  | name:string sourceRef:QName! targetRef:QName! messageRef:QName
MessageFlowAssociation < BaseElement |  | innerMessageFlowRef:QName! outerMessageFlowRef:QName!
Monitoring < BaseElement
MultiInstanceLoopCharacteristics < LoopCharacteristics | loopCardinality=Expression? loopDataInputRef=QName?
    loopDataOutputRef=QName? inputDataItem=DataInput? outputDataItem=DataOutput? complexBehaviorDefinition*
    completionCondition=Expression? | isSequential:boolean behavior:MultiInstanceFlowCondition
    oneBehaviorEventRef:QName noneBehaviorEventRef:QName
Operation < BaseElement | inMessageRef=QName outMessageRef=QName? errorRef=QName* | name:string!
    implementationRef:QName
OutputSet < BaseElement | dataOutputRefs=IDREF* optionalOutputRefs=IDREF* whileExecutingOutputRefs=IDREF*
    inputSetRefs=IDREF* | name:string
ParallelGateway < Gateway
Participant < BaseElement | interfaceRef=QName* endPointRef=QName* participantMultiplicity? | name:string
    processRef:QName
ParticipantAssociation < BaseElement | innerParticipantRef=QName outerParticipantRef=QName
ParticipantMultiplicity < BaseElement |  | minimum:int maximum:int
PartnerEntity < RootElement | participantRef=QName* | name:string
PartnerRole < RootElement | participantRef=QName* | name:string
Performer < ResourceRole
PotentialOwner < HumanPerformer
Process < CallableElement | auditing? monitoring? property* laneSet* flowElement* artifact* resourceRole*
    correlationSubscription* supports=QName* | processType:ProcessType isClosed:boolean isExecutable:boolean
    definitionalCollaborationRef:QName
Property < BaseElement | dataState? | name:string itemSubjectRef:QName
ReceiveTask < Task |  | implementation:Implementation instantiate:boolean messageRef:QName operationRef:QName
Relationship < BaseElement | source=QName+ target=QName+ | type:string! direction:RelationshipDirection
Rendering < BaseElement
Resource < RootElement | resourceParameter* | name:string!
ResourceAssignmentExpression < BaseElement | expression
ResourceParameter < BaseElement |  | name:string type:QName isRequired:boolean
ResourceParameterBinding < BaseElement | expression | parameterRef:QName!
ResourceRole < BaseElement | resourceRef=QName? resourceParameterBinding* resourceAssignmentExpression? |
    name:string
RootElement < BaseElement
ScriptTask < Task | script? | scriptFormat:string
Script | *
SendTask < Task |  | implementation:Implementation messageRef:QName operationRef:QName
SequenceFlow < FlowElement | conditionExpression=Expression? | sourceRef:IDREF! targetRef:IDREF! isImmediate:boolean
ServiceTask < Task |  | implementation:Implementation operationRef:QName
Signal < RootElement |  | name:string structureRef:QName
SignalEventDefinition < EventDefinition |  | signalRef:QName
StandardLoopCharacteristics < LoopCharacteristics | loopCondition=Expression? | testBefore:boolean
    loopMaximum:integer
StartEvent < CatchEvent |  | isInterrupting:boolean
SubChoreography < ChoreographyActivity | flowElement* artifact*
SubConversation < ConversationNode | conversationNode*
SubProcess < Activity | laneSet* flowElement* artifact* | triggeredByEvent:boolean
Task < Activity
TerminateEventDefinition < EventDefinition
TextAnnotation < Artifact | text? | textFormat:string
Text | *
ThrowEvent < Event | dataInput* dataInputAssociation* inputSet? eventDefinition* eventDefinitionRef=QName*
TimerEventDefinition < EventDefinition | timeDate|timeDuration|timeCycle=Expression?
Transaction < SubProcess |  | method:TransactionMethod
UserTask < Task | rendering* | implementation:Implementation
"""

SUBSTITUTIONS: Final = """
flowElement: adHocSubProcess boundaryEvent businessRuleTask callActivity callChoreography choreographyTask
    complexGateway dataObject dataObjectReference dataStoreReference endEvent event eventBasedGateway
    exclusiveGateway implicitThrowEvent inclusiveGateway intermediateCatchEvent intermediateThrowEvent manualTask
    parallelGateway receiveTask scriptTask sendTask sequenceFlow serviceTask startEvent subChoreography subProcess
    task transaction userTask
artifact: association group textAnnotation
conversationNode: callConversation conversation subConversation
eventDefinition: cancelEventDefinition compensateEventDefinition conditionalEventDefinition errorEventDefinition
    escalationEventDefinition linkEventDefinition messageEventDefinition signalEventDefinition
    terminateEventDefinition timerEventDefinition
rootElement: category collaboration correlationProperty dataStore endPoint error escalation eventDefinition
    globalBusinessRuleTask globalManualTask globalScriptTask globalTask globalUserTask interface itemDefinition
    message partnerEntity partnerRole process resource signal
collaboration: choreography globalConversation
expression: formalExpression
choreography: globalChoreographyTask
performer: humanPerformer potentialOwner
loopCharacteristics: multiInstanceLoopCharacteristics standardLoopCharacteristics
resourceRole: performer
"""
"""Where the first word is allowed, so is each of the others."""

ENUMERATIONS: Final = """
AdHocOrdering: Parallel Sequential
AssociationDirection: None One Both
ChoreographyLoopType: None Standard MultiInstanceSequential MultiInstanceParallel
EventBasedGatewayType: Exclusive Parallel
GatewayDirection: Unspecified Converging Diverging Mixed
ItemKind: Information Physical
MultiInstanceFlowCondition: None One All Complex
ProcessType: None Public Private
RelationshipDirection: None Forward Backward Both
"""

ABSTRACT: Final = """
Activity Artifact BaseElement BaseElementWithMixedContent CatchEvent ChoreographyActivity ConversationNode Event
EventDefinition FlowElement FlowNode LoopCharacteristics RootElement ThrowEvent
"""
"""Types of which an element is always one of the kinds."""
