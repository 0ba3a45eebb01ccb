package main

import (
	"blazon/internal/app"
	"blazon/jsonld"
)

// contextFlags name contexts that do not come with the program.
type contextFlags struct {
	Context []string `placeholder:"URL=FILE" sep:"none" help:"A JSON-LD context to know beside those that come with the program: its address as badges name it, and the file with its text. It may only add words. May be given several times."`
}

// contexts returns those that come with the program and those that were named.
func (c contextFlags) contexts(w *world) (*jsonld.Contexts, error) {
	contexts, err := app.AddContexts(c.Context, w.readInput)
	if err != nil {
		return nil, misuse("get the text from whoever publishes the context and look at it: it decides what badges say", "--context: %v", err)
	}
	return contexts, nil
}

// vocabularyFlags say beside that where the schemas may be that are run.
type vocabularyFlags struct {
	contextFlags
	Schemas []string `placeholder:"PLACE" sep:"none" help:"Also hold badges to the JSON schemas that they name here: the beginning of an https address, with a slash at the end, or the DID of who issues schemas. May be given several times."`
}

// places returns where schemas may be.
func (c vocabularyFlags) places() ([]string, error) {
	places, err := app.SchemaPlaces(c.Schemas)
	if err != nil {
		return nil, misuse("write it as https://scouts.example/schemas/", "--schemas: %v", err)
	}
	return places, nil
}
