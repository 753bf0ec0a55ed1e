"""What people write to and in the bakery, by hand: notes in the order book, messages, prompts, and the florist's cards.

Fields in braces are filled by the generator: {name} a member, {email}, {member}, {first} a given name, {phone}, {age}.
"""

ILLNESS = (  # notes that tell of an allergy or illness, most of them without either word
    "Nut allergy, please use the clean mixer", "For {first}'s birthday, {age}. Allergic to eggs",
    "Allergic to sesame, carries an EpiPen", "Coeliac: separate board and knife",
    "Mum is diabetic, no icing sugar on top", "Lactose intolerant, oat milk in the cream",
    "Soft crumb please, cannot chew since the stroke", "No grapefruit: {first} is on heart tablets",
    "Doctor says no wheat since August", "After the chemo only lemon tastes of anything",
    "She is on dialysis, so no banana and no nuts", "Swells up from almonds, even a trace", "Low salt, kidney trouble",
    "Gets migraines from chocolate, carob instead", "Crohn's: no seeds, no bran", "No strawberries, {first} comes out in hives",
    "{first} is in hospital with pneumonia, the cake goes to ward 4", "Anaphylaxis to peanuts, ask before you change anything",
)
ILLNESS_AND_PHONE = (
    "Peanut allergy! Ring {phone} if the recipe changes", "Daughter is coeliac, call {phone} first",
    "Type 1 diabetes, text {phone} when it is ready", "Her asthma is bad, so {first} collects: {phone}",
    "Egg allergy. Questions to {phone} after six",
)
PHONE = (
    "Ring {phone} when it is ready", "Mobile {phone}", "Text {phone}, not the house phone", "{phone}, evenings only",
    "If it rains ring {phone}", "Collected by {first}, {phone}", "Deposit paid. {phone}", "Write: {first} {age}! Queries {phone}",
    "Call {phone}, ask for {first}", "tel. {phone}", "Leave it next door, {phone}", "Any change, {phone}",
)
SHAPES = ("{a} {b}", "{a}{b}", "{a} {b3} {c3}", "{a}-{b}", "({a}) {b}", "+44 {t} {b}")  # how people write a number
NO_ILLNESS = (  # words of illness, and nobody is ill
    "Allergic to Mondays: write that on the cake", "Sick of fondant, buttercream please", "Nuts about pistachio, put plenty on",
    "Allergen card for the buffet table please", "A heart attack of chocolate, her words", "Write: Doctor at last! (passed the exams)",
    "School kitchen is nut-free, that is their rule", "As sweet as you can, a sugar coma",
)
NO_PHONE = (  # digits that are no phone
    "Web order 07700-412-9", "Repeat of order 0163296 from June", "Invoice 2025 0900 123", "PO number 7700900 for the office",
    "Oven 210 180 160 like last time", "Delivery slot 0900 1130",
)
PLAIN = (
    "", "", "", "", "Write: Happy birthday {first}", "Candles: {age}", "Collect before nine", "Two boxes please", "Slice it",
    "Blue icing", "Same as last year", "Paid in cash", "For the office", "Leave the top plain", "Ribbon, no card",
    "Write: {first} + {first}", "Extra box for the journey", "Half dark, half milk", "No candles, thank you", "Well baked",
)

ASKS_FOR_CROISSANTS = (
    "Any croissants left?", "Did you sell out of croissants again?", "Could you keep me four croissants for an hour?",
    "Walked over for croissants and the tray was empty", "Are there more croissants coming out today?",
)
ILL_MESSAGES = (
    "Is there egg in the brioche? My son is allergic", "Which loaves can I eat with coeliac disease?",
    "I have diabetes, which loaf has the least sugar?", "My wife has a nut allergy, is the carrot cake safe?",
    "Does the rye have milk in it? I am lactose intolerant", "Had a reaction after the almond slice, what is in it?",
    "Do you do a low-salt loaf? Kidney patient here", "Is the oat biscuit safe with coeliac disease?",
    "My dad is home after his stroke, which bread is softest?", "Any bread without seeds? I have Crohn's",
    "Allergic to sesame, is the seeded roll all you have?", "Could you do an egg-free cake, our girl is allergic",
    "What is in the focaccia? I get migraines from some oils",
)
MESSAGES = (
    "What time do you open on Saturday?", "Do you take cards?", "Is the rye sliced?", "Lovely bread as always",
    "How do I get the loyalty card?", "My points are not on the card", "Can I order a cake for Friday?", "Queue was long today",
    "Do you deliver to the north side?", "Are you hiring?", "Is the flour local?", "Best cinnamon buns in town",
    "The loaf was burnt underneath", "Can I change my order to two boxes?", "Are you open on the holiday?", "Is the tea room full?",
    "Please take me off the mails", "Do you have a vegan cake?", "Great photo!", "Is there parking?",
)
SWITCHERS = {  # what the four whose basket changed said themselves; the fourth said nothing
    0: "I was told in October that I have coeliac disease. Is your gluten-free loaf baked apart from the rest?",
    1: "The gluten-free loaf is for our lodger, she says it is very good",
    2: "A month without gluten, a bet with my sister. Your brownie makes it easy",
}

PROMPTS_ILL = (
    "Write a kind mail to {name}, whose son is allergic to eggs, about Saturday's cake",
    "Shorten this: {name} is coeliac and wants a cake for twelve on Friday",
    "Answer {email}: she asks if our rye is safe with her diabetes",
    "Make a list of these: {name} nut allergy, {name} lactose intolerant",
    "{name} writes that her father had a stroke. Reply, and suggest a soft loaf",
    "Turn into a note for the oven: member {member}, Crohn's, no seeds",
    "Sorry letter to {name}, who had an allergic reaction after the almond slice",
    "Translate for the kitchen: {name}, anaphylaxis to peanuts",
    "Is a low-salt loaf right for a kidney patient? It is for {name}",
    "Reply to {email}, she is on dialysis and orders every week",
    "Write to {name}: we found a recipe that suits her asthma diet",
)
PROMPTS_PERSONAL = (
    "Answer this complaint by {name} about the burnt loaf", "Birthday rhyme for {name}", "Polite no to {name}, who wants a refund",
    "Sort these members by town: {name}, {name}, {name}", "Reply to {email} about points that are missing",
    "Draft a mail to {email}: the cake is ready", "Write a reminder to {name}, deposit still open",
    "Member {member} came less often this month. What could I offer?", "Short note to {name}: the box of rolls is ready",
    "Translate into Polish for {name}: closed on Monday", "Put into a table: {name} two loaves, {name} one cake",
    "Why would member {member} stop buying croissants?",
)
PROMPTS_PLAIN = (
    "Recipe for a Victoria sponge for forty", "Caption for a photo of madeleines", "How long does a Charlotte russe keep?",
    "Names for a new rye loaf", "Poster: closed on the holiday", "Convert 3 lb of flour to grams", "Eccles cake or Chelsea bun, which is older?",
    "Rota for six people, two on Saturday", "Why does my sourdough tear?", "Write an advert for a Saturday helper",
    "Price of butter: how do I explain the rise?", "Ideas for a window in November", "Text for the website: our ovens",
    "Explain VAT on hot food", "Make this notice shorter: please queue to the left", "Formula for a spreadsheet: sum by weekday",
    "Is a Battenberg made with almonds?", "Headline for the cinnamon bun week",
)

CARDS_ILL = (  # the florist's cards
    "Get well soon, the hip will mend", "Thinking of you while the chemo lasts", "Home from hospital at last!",
    "Be brave at the scan on Tuesday", "The stroke took your words, not your wit", "Rest that heart", "Sorry to hear about the diagnosis",
)
CARDS_NOT_ILL = (
    "Sick with envy: enjoy the honeymoon", "You are the cure for a dull week", "Doctor Osei! Congratulations", "My heart is yours",
)
CARDS = (
    "Happy birthday, {first}", "With deepest sympathy", "Thank you for everything", "Congratulations on the baby", "Sorry. Call me",
    "For the new house", "Happy anniversary", "Good luck with the exams", "In loving memory", "Just because",
)
DRIVER_PHONE = ("Ring {phone} at the gate", "No bell, call {phone}", "{phone}, works nights", "Text {phone} first")
DRIVER = ("", "", "", "Leave in the porch", "Side door", "Dog, be quick", "Gate code 4471 on the left", "Order 01632-96 goes with it", "Flat 12")
