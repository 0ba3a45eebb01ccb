package ob3

// AchievementType says what kind of achievement it is. It may be extended with
// names that begin with "ext:".
type AchievementType string

// The standard's types of achievement.
const (
	AchievementTypeAchievement                 AchievementType = "Achievement"
	AchievementTypeApprenticeshipCertificate   AchievementType = "ApprenticeshipCertificate"
	AchievementTypeAssessment                  AchievementType = "Assessment"
	AchievementTypeAssignment                  AchievementType = "Assignment"
	AchievementTypeAssociateDegree             AchievementType = "AssociateDegree"
	AchievementTypeAward                       AchievementType = "Award"
	AchievementTypeBadge                       AchievementType = "Badge"
	AchievementTypeBachelorDegree              AchievementType = "BachelorDegree"
	AchievementTypeCertificate                 AchievementType = "Certificate"
	AchievementTypeCertificateOfCompletion     AchievementType = "CertificateOfCompletion"
	AchievementTypeCertification               AchievementType = "Certification"
	AchievementTypeCommunityService            AchievementType = "CommunityService"
	AchievementTypeCompetency                  AchievementType = "Competency"
	AchievementTypeCourse                      AchievementType = "Course"
	AchievementTypeCoCurricular                AchievementType = "CoCurricular"
	AchievementTypeDegree                      AchievementType = "Degree"
	AchievementTypeDiploma                     AchievementType = "Diploma"
	AchievementTypeDoctoralDegree              AchievementType = "DoctoralDegree"
	AchievementTypeFieldwork                   AchievementType = "Fieldwork"
	AchievementTypeGeneralEducationDevelopment AchievementType = "GeneralEducationDevelopment"
	AchievementTypeJourneymanCertificate       AchievementType = "JourneymanCertificate"
	AchievementTypeLearningProgram             AchievementType = "LearningProgram"
	AchievementTypeLicense                     AchievementType = "License"
	AchievementTypeMembership                  AchievementType = "Membership"
	AchievementTypeProfessionalDoctorate       AchievementType = "ProfessionalDoctorate"
	AchievementTypeQualityAssuranceCredential  AchievementType = "QualityAssuranceCredential"
	AchievementTypeMasterCertificate           AchievementType = "MasterCertificate"
	AchievementTypeMasterDegree                AchievementType = "MasterDegree"
	AchievementTypeMicroCredential             AchievementType = "MicroCredential"
	AchievementTypeResearchDoctorate           AchievementType = "ResearchDoctorate"
	AchievementTypeSecondarySchoolDiploma      AchievementType = "SecondarySchoolDiploma"
)

// AlignmentTargetType says what an Alignment points to. It may be extended with
// names that begin with "ext:".
type AlignmentTargetType string

// The standard's targets of alignments.
const (
	TargetCompetency             AlignmentTargetType = "ceasn:Competency"
	TargetCredential             AlignmentTargetType = "ceterms:Credential"
	TargetCFItem                 AlignmentTargetType = "CFItem"
	TargetCFRubric               AlignmentTargetType = "CFRubric"
	TargetCFRubricCriterion      AlignmentTargetType = "CFRubricCriterion"
	TargetCFRubricCriterionLevel AlignmentTargetType = "CFRubricCriterionLevel"
	TargetCTDL                   AlignmentTargetType = "CTDL"
)

// IdentifierTypeEnum says what kind of identifier one is. It may be extended
// with names that begin with "ext:".
type IdentifierTypeEnum string

// The standard's kinds of identifiers.
const (
	IdentifierName                   IdentifierTypeEnum = "name"
	IdentifierSourcedID              IdentifierTypeEnum = "sourcedId"
	IdentifierSystemID               IdentifierTypeEnum = "systemId"
	IdentifierProductID              IdentifierTypeEnum = "productId"
	IdentifierUserName               IdentifierTypeEnum = "userName"
	IdentifierAccountID              IdentifierTypeEnum = "accountId"
	IdentifierEmailAddress           IdentifierTypeEnum = "emailAddress"
	IdentifierNationalIdentityNumber IdentifierTypeEnum = "nationalIdentityNumber"
	IdentifierISBN                   IdentifierTypeEnum = "isbn"
	IdentifierISSN                   IdentifierTypeEnum = "issn"
	IdentifierLISSourcedID           IdentifierTypeEnum = "lisSourcedId"
	IdentifierOneRosterSourcedID     IdentifierTypeEnum = "oneRosterSourcedId"
	IdentifierSISSourcedID           IdentifierTypeEnum = "sisSourcedId"
	IdentifierLTIContextID           IdentifierTypeEnum = "ltiContextId"
	IdentifierLTIDeploymentID        IdentifierTypeEnum = "ltiDeploymentId"
	IdentifierLTIToolID              IdentifierTypeEnum = "ltiToolId"
	IdentifierLTIPlatformID          IdentifierTypeEnum = "ltiPlatformId"
	IdentifierLTIUserID              IdentifierTypeEnum = "ltiUserId"
	IdentifierIdentifier             IdentifierTypeEnum = "identifier"
)

// ResultType says how a result is measured. It may be extended with names that
// begin with "ext:".
type ResultType string

// The standard's types of results.
const (
	ResultTypeGradePointAverage    ResultType = "GradePointAverage"
	ResultTypeLetterGrade          ResultType = "LetterGrade"
	ResultTypePercent              ResultType = "Percent"
	ResultTypePerformanceLevel     ResultType = "PerformanceLevel"
	ResultTypePredictedScore       ResultType = "PredictedScore"
	ResultTypeRawScore             ResultType = "RawScore"
	ResultTypeResult               ResultType = "Result"
	ResultTypeRubricCriterion      ResultType = "RubricCriterion"
	ResultTypeRubricCriterionLevel ResultType = "RubricCriterionLevel"
	ResultTypeRubricScore          ResultType = "RubricScore"
	ResultTypeScaledScore          ResultType = "ScaledScore"
	ResultTypeStatus               ResultType = "Status"
)

// ResultStatusType says how far somebody has come. This list is closed.
type ResultStatusType string

// The standard's states of a result.
const (
	ResultStatusCompleted   ResultStatusType = "Completed"
	ResultStatusEnrolled    ResultStatusType = "Enrolled"
	ResultStatusFailed      ResultStatusType = "Failed"
	ResultStatusInProgress  ResultStatusType = "InProgress"
	ResultStatusOnHold      ResultStatusType = "OnHold"
	ResultStatusProvisional ResultStatusType = "Provisional"
	ResultStatusWithdrew    ResultStatusType = "Withdrew"
)
