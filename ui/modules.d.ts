// What each module of plain functions offers, and what for.

/** What follows from how an account stands. */
interface AccountRules {
	loginNeeded(card: AccountCard): boolean;
	/** Whether something is stored there. */
	stored(card: AccountCard): boolean;
	signedIn(card: AccountCard): boolean;
	/** Those that requests can be answered with; Claude Code unless only the API is to be used. */
	answering(known: Pick<Known, "accounts" | "settings">): AccountCard[];
	vendorOf(id: AccountId): Vendor;
	/** The pill of a card. */
	shapeOf(state: AccountCard["state"]): "ok" | "idle" | "warn" | "bad";
	/** Whether a row of the table is something that people copy. */
	canBeCopied(row: ReportRow): boolean;
	/** Whether a row is set in the letters of code. */
	isExact(row: ReportRow): boolean;
	/** The value of a row; the time that is left goes on by itself. */
	valueAt(row: ReportRow, expiresAt: number | null, now: number): string;
	/** How long a login is good for, in the head of its card; `null` where that is not known, or means nothing. */
	spanLeft(card: AccountCard, now: number): string | null;
}

/** The ways to log in: which there are, in which order, and which one is taken first. */
interface LoginWays {
	WAYS: Record<Vendor, AccountId[]>;
	/** The way that is named as the best. */
	RECOMMENDED: Record<Vendor, AccountId>;
	/** One whose login is needed again, else the one that is recommended; a key where Claude Code is not installed. */
	chosenFirst(vendor: Vendor, cards: AccountCard[]): AccountId;
}

/** How far the first run has come. */
interface FirstRun {
	/** Whether each of the three steps is done: logged in, started, answered. */
	stepsDone(known: Pick<Known, "app" | "accounts" | "proxy" | "activity" | "settings">): [boolean, boolean, boolean];
	/** The first of the picker's commands that runs as it stands in a terminal, and speaks to those who answer. */
	firstSnippet(snippets: SnippetView[], cards: AccountCard[]): SnippetView | null;
}

/** Counts as people read them. */
interface Numbers {
	/** `902`, `6,204`, `18.2k`, `1.4M`. */
	short(count: number): string;
	/** `17,904`. */
	whole(count: number): string;
	/** Tokens in and out, side by side. */
	tokens(input: number | null, output: number | null): string;
}

/** Times, durations and countdowns as people read them; all in milliseconds. */
interface Times {
	/** `14:15:32` of the system's own zone. */
	clock(at: number): string;
	/** How long a request took: `3 ms`, `0.84 s`, `12.1 s`, `3 min 5 s`. */
	duration(ms: number | null): string;
	/** The two largest units: `9 d 3 h`, `7 h 56 min`, `4 min`, `42 s`. */
	shortSpan(ms: number): string;
	/** All units that there are, as the report has them: `9 days, 3 hours, 26 minutes`. In the last minute, its seconds. */
	longSpan(ms: number): string;
}

/** The rows of the activity: merged by id, newest first, bounded; and which of them are wanted. */
interface Rows {
	/** The rows with the changed ones put in. The newest stand first; beyond the bound the oldest go. */
	mergeRows(rows: ActivityRow[], changed: ActivityRow[], most?: number): ActivityRow[];
	isOpen(row: ActivityRow): boolean;
	/** Refused, failed, or broken off in the middle. */
	isFailed(row: ActivityRow): boolean;
	/** Whether a row is wanted: each word of the text stands somewhere in it. */
	matches(row: ActivityRow, filter: Filter): boolean;
	/** Which rows, of one height, are seen: from the first to behind the last. All in px. */
	visibleRows(scrolled: number, height: number, rowHeight: number): { from: number; to: number };
	/** The row that a key leads to; `null` where there is none. */
	rowAfterKey(rows: ActivityRow[], from: number | null, key: string): number | null;
}

/** Settings as people read and type them. */
interface SettingRules {
	/** The value as it is typed: a list with commas instead of JSON. */
	typed(row: Pick<SettingRow, "kind" | "value">): string;
	/** What was typed, as Rust takes it. */
	toValue(kind: SettingRow["kind"], text: string): string;
	/** The pairs of a map, in their order. */
	pairs(value: string | null): Pairs;
	/** The pairs as Rust takes them; those that are not whole yet are left out. */
	fromPairs(list: Pairs): string;
	/** Whether nobody has set it. */
	isDefault(row: Pick<SettingRow, "origin">): boolean;
}

/** The small parts that views are put together from. */
interface Controls {
	icon(name: string, extra?: string): Tree;
	/** A status as colour, shape and word. */
	status(status: Status, word: string | null, pill?: boolean): Tree;
	/** The classes that hold. */
	classes(...names: (string | false | undefined)[]): string;
	/** Its hook for tests is also the name of its words. */
	button(hook: ButtonName, act: () => unknown, look?: ButtonLook): Tree;
	smallButton(hook: ButtonName, act: () => unknown, look?: ButtonLook): Tree;
	/** The one that goes on. */
	mainButton(hook: ButtonName, act: () => unknown, look?: ButtonLook): Tree;
	/** Its sign says what it does. */
	bareButton(hook: ButtonName, act: () => unknown, look: ButtonLook): Tree;
	/** A button that reads as a link. */
	link(hook: ButtonName, onclick: () => unknown, look?: { of?: string; title?: string | undefined }): Tree;
	/** Takes effect at once. */
	toggle(label: string, turn: (on: boolean) => unknown, look: ToggleLook): Tree;
	field(look: FieldLook): Tree;
	/** Has Rust copy something. */
	copyButton(look: CopyLook): Tree;
	/** What became of an action, beside what began it. */
	outcomeLine(outcome: Outcome, id?: string): Tree | null;
	/** Where a setting's value comes from. */
	originLine(setting: SettingRow, ...more: Child[]): Tree;
	/** What is wrong, and the way out. */
	banner(look: BannerLook): Tree;
	/** One subject, under its head. */
	card(look: Props, head: Child, ...body: Child[]): Tree;
	/** What a view answers, what can be done with all of it, and the rest. */
	view(look: ViewLook, ...body: Child[]): Tree;
	emptyState(look: EmptyLook, ...actions: Child[]): Tree;
	/** What stands where a part of the state has not come: why it could not be read, else its bones. */
	waiting(part: "accounts" | "activity" | "settings", ...actions: Child[]): Tree;
	/** Grey bars where words will stand, as the page has them. */
	bones(of: Part): Tree;
}

/** A login that is under way, or has ended. */
type LoginSteps = Record<LoginProgress["phase"], (dialog: LoginDialog, login: LoginProgress | null) => Child>;

/** The ways, in their order, and what the chosen one asks for. */
interface LoginParts {
	drawWays(dialog: LoginDialog): Child;
	/** The key is stored. */
	keySaved(dialog: LoginDialog): Child;
	way(dialog: LoginDialog, way: AccountId): Child;
	keyField(dialog: LoginDialog): Child;
	/** What the provider's terms say, and a yes that nobody gives by accident. */
	terms(dialog: LoginDialog): Child;
	/** The one button that goes on with the chosen way. */
	action(dialog: LoginDialog): Child;
}

/** The requests as a table. */
interface Requests {
	/** How a request ended, as colour, shape and word. */
	rowStatus(row: ActivityRow, pill?: boolean): Tree;
	/** How long it took, or has taken so far. */
	spanOf(row: ActivityRow, now: number): string;
	/** Who answered, in words. */
	providerOf(row: ActivityRow): string;
	/** Only the rows `from` to `to` are drawn; room is left for the others. */
	requestTable(look: TableLook): Tree;
	/** Room of so many px. */
	room(key: string, height: number): Child;
	cells(row: ActivityRow, now: number): Child;
}

/** What is known of one request; never what was said in it. */
interface RequestDetail {
	requestDetail(row: ActivityRow, now: number, close: () => void): Tree;
	who(row: ActivityRow): Child;
	howMuch(row: ActivityRow, now: number): Child;
	tokensOf(row: ActivityRow): string;
	pair(name: keyof Words["activity"]["fields"], value: string | null, exact?: boolean): Child;
}

/** Draws a tree into an element, and changes only what differs: focus, scrolling and selection stay where they are. */
interface Drawing {
	/** An element to be drawn: `h("p.note", …)`, the tag and classes after dots, then props where there are any, then children. */
	h(name: string, ...rest: (Props | Child)[]): Tree;
	/** Nodes with keys are found by them, all others by their place. */
	render(parent: Element, what: Child): void;
	/** What is not there holds its place, so that what comes after it stays the same element. */
	flat(children: Child[]): Drawn[];
	fits(node: Node, want: Drawn): boolean;
	make(want: Drawn): ChildNode;
	update(node: Node, want: Drawn): void;
	set(element: any, name: string, value: any, before?: any): void;
}

/** What the window knows. Rust says it; the window only keeps the latest, and tells who shows it. */
interface Knowing {
	/** Calls back after each change of one of the parts. */
	onChange(parts: Shown[], hear: () => void, signal: AbortSignal): void;
	tell(part: Shown): boolean;
	/** The card of an account. */
	cardOf(id: AccountId): AccountCard | undefined;
	/** Keeps what Rust says about a part. */
	keep(part: Part, value: any): void;
	/** Asks for a part anew. */
	read(part: Part): Promise<void>;
	/** Empties the list of requests that the window shows. */
	clearActivity(): void;
	/** The code holds the address, and a mask where there is a token: it changes when they do. */
	readCode(view: ProxyView): void;
	/**
	 * Hears all that changes, then asks for all there is. It waits for what the first drawing needs, and not for logins,
	 * which a keyring may hold back.
	 */
	begin(): Promise<void>;
}

/** The way to the Rust side. Every call that the window makes, and every event that it hears, passes here. */
interface Bridge {
	/** Calls a command. Rejects with one sentence for the person. */
	call<K extends keyof Commands>(name: K, ...given: Parameters<Commands[K]>): Promise<ReturnType<Commands[K]>>;
	/** Calls back with what each event of that name brings. */
	listen<K extends keyof Events>(name: K, hear: (payload: Events[K]) => void): Promise<() => void>;
}
