# Help of the wizard's own flags.

cmd-ehealth-wizard = Leidt in de browser door het aanvragen, vervolledigen, vernieuwen en herroepen van eHealth-certificaten.
arg-listen = Waar de pagina te vinden is: een loopback-adres van deze computer en een poort; poort 0: eender welke vrije poort.
arg-no-open = Opent de browser niet; het adres wordt toch getoond.
