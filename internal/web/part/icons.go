package part

// icons are drawn on a grid of 24, in lines.
var icons = map[string]string{
	"menu":    `<path d="M4 6.5h16M4 12h16M4 17.5h16"/>`,
	"check":   `<path d="m5 12.8 4.3 4.3L19 7.3"/>`,
	"warn":    `<path d="M12 4.2 2.8 19.8h18.4z"/><path d="M12 10v4.5M12 17v.1"/>`,
	"info":    `<circle cx="12" cy="12" r="8.8"/><path d="M12 11.2v5M12 7.9v.1"/>`,
	"shield":  `<path d="M5 4.3h14v7c0 4.6-2.6 7.3-7 9-4.4-1.7-7-4.4-7-9z"/>`,
	"down":    `<path d="M12 4v11.5m-5-4.7 5 5 5-5M4.5 20h15"/>`,
	"up":      `<path d="M12 16V4.5m-5 4.7 5-5 5 5M4.5 20h15"/>`,
	"plus":    `<path d="M12 5v14M5 12h14"/>`,
	"award":   `<circle cx="12" cy="9" r="5.2"/><path d="m8.7 13.2-1.5 7.3 4.8-2.6 4.8 2.6-1.5-7.3"/>`,
	"home":    `<path d="M4.5 11 12 4.3 19.5 11v8.7h-5.2v-5.4H9.7v5.4H4.5z"/>`,
	"key":     `<circle cx="8" cy="15.5" r="4"/><path d="m11 12.6 8.5-8.4m-3.4 3.4 3 3m-6-.1 2 2"/>`,
	"tune":    `<path d="M4 7h9m5 0h2M4 17h2m5 0h9M4 12h13"/><circle cx="15.5" cy="7" r="2"/><circle cx="8.5" cy="17" r="2"/>`,
	"people":  `<circle cx="9" cy="8.3" r="3.3"/><path d="M3 19.5c.5-3.6 2.7-5.6 6-5.6s5.5 2 6 5.6M15.5 5.3a3.3 3.3 0 0 1 0 6M17.3 14.3c2 .8 3.3 2.6 3.7 5.2"/>`,
	"list":    `<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.1M4.5 12h.1M4.5 17.5h.1"/>`,
	"mail":    `<path d="M3.5 5.8h17v12.4h-17zM3.8 6.2 12 13l8.2-6.8"/>`,
	"file":    `<path d="M6.5 3.5h7.3L18 7.7v12.8H6.5zM13.5 3.7V8H18"/>`,
	"image":   `<path d="M3.5 5h17v14h-17zM3.7 16.3 9 11.5l4.2 4 2.5-2.3 4.6 3.8"/><circle cx="15.5" cy="9" r="1.3"/>`,
	"link":    `<path d="M10 13.8a4 4 0 0 0 5.7.2l3.1-3.1a4 4 0 1 0-5.7-5.7l-1.3 1.3M14 10.2a4 4 0 0 0-5.7-.2l-3.1 3.1a4 4 0 1 0 5.7 5.7l1.3-1.3"/>`,
	"copy":    `<path d="M9 8.5h11v11.7H9zM15.5 8.3V3.8h-11v11.7H9"/>`,
	"print":   `<path d="M7.3 9V3.8h9.4V9M7.3 17.2H4.5V9h15v8.2h-2.8M7.3 14h9.4v6.2H7.3z"/>`,
	"search":  `<circle cx="10.8" cy="10.8" r="6"/><path d="m15.3 15.3 4.7 4.7"/>`,
	"clock":   `<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.3 2"/>`,
	"undo":    `<path d="M8.5 5 4.5 9l4 4M5 9h8.7a5.3 5.3 0 1 1 0 10.5H10"/>`,
	"edit":    `<path d="m4.3 19.7.9-4L16 4.8a2.2 2.2 0 0 1 3.2 3.2L8.3 18.8zM14 7l3 3"/>`,
	"out":     `<path d="M14 4.5H5v15h9M10.5 12H20m-3.5-3.8 3.7 3.8-3.7 3.8"/>`,
	"globe":   `<circle cx="12" cy="12" r="8.5"/><path d="M3.7 12h16.6M12 3.6c5 5 5 11.8 0 16.8-5-5-5-11.8 0-16.8z"/>`,
	"code":    `<path d="m8.5 7-5 5 5 5m7-10 5 5-5 5M13.5 5l-3 14"/>`,
	"next":    `<path d="m9.5 5.5 6.5 6.5-6.5 6.5"/>`,
	"archive": `<path d="M3.8 4.8h16.4V9H3.8zM5.2 9v10.2h13.6V9M9.5 13h5"/>`,
	"send":    `<path d="M20.5 3.7 3.5 10.5l6.6 3.2 3.3 6.8zM10.3 13.5l4-4"/>`,
}

// seals are the answers to a question, drawn on 32 by 36: a shield with a sign
// that can be told apart without its colour.
var seals = map[string]string{
	"good":  `<path fill="none" stroke="var(--surface)" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" d="m9.3 17 4.7 4.7 8.9-9.5"/>`,
	"bad":   `<path fill="none" stroke="var(--surface)" stroke-width="3" stroke-linecap="round" d="m10.7 11.5 10.6 10.6m0-10.6L10.7 22.1"/>`,
	"wait":  `<path fill="none" stroke="var(--surface)" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" d="M11.6 13.2c.3-2.7 2.1-4.2 4.6-4.2 2.6 0 4.4 1.5 4.4 3.9 0 3.3-4.5 3.5-4.5 6.9M16.1 24.8v.2"/>`,
	"plain": `<path fill="none" stroke="var(--surface)" stroke-width="3" stroke-linecap="round" d="M10.5 17h11"/>`,
}
